"""A serializer that would ignore what it declares can't be made."""

from datetime import UTC, date, datetime

import pytest
from rest_framework import serializers

from mentorcerts.lib.api.fields import IdentifierField, MomentField
from mentorcerts.lib.api.lists.columns import ColumnSerializer, DerivedField

pytestmark = pytest.mark.one_database

TODAY = date(2026, 3, 26)


class Shout(DerivedField):
    @staticmethod
    def derive(value: str, today: date) -> str:
        return value.upper()


class OwnWords(Shout):
    def to_representation(self, value: str) -> str:
        return "ignored"


class Doubled(serializers.CharField):
    def to_representation(self, value: str) -> str:
        return value * 2


class Inner(serializers.Serializer):
    name = serializers.CharField()


@pytest.mark.parametrize(
    ("field", "why"),
    [
        (serializers.SerializerMethodField(), "SerializerMethodField can't be written"),
        (Inner(), "Inner can't be written"),
        (Inner(many=True), "ListSerializer can't be written"),
        (serializers.ListField(child=serializers.CharField()), "ListField can't be written"),
        (serializers.DateTimeField(format="%Y"), "DateTimeField can't be written"),
        (serializers.HiddenField(default=1), "HiddenField can't be written"),
        (Doubled(), "Doubled can't be written"),
        (serializers.CharField(write_only=True), "write_only"),
        (serializers.CharField(source="*"), "only a DerivedField"),
        (Shout(source="*"), "name its columns"),
        (OwnWords(), "say in derive"),
    ],
)
def test_a_field_that_would_be_ignored_is_refused(field, why):
    with pytest.raises(TypeError, match=rf"Refused\.name: .*{why}"):
        type("Refused", (ColumnSerializer,), {"name": field})


def test_a_to_representation_of_its_own_is_refused():
    with pytest.raises(TypeError, match="Refused: its own to_representation would be ignored"):

        class Refused(ColumnSerializer):
            name = serializers.CharField()

            def to_representation(self, instance: object) -> dict[str, object]:
                return {}


def test_a_mixin_can_not_bring_a_to_representation_either():
    mixin = type("Mixin", (), {"to_representation": lambda self, instance: {}})
    with pytest.raises(TypeError, match="would be ignored"):
        type("Refused", (mixin, ColumnSerializer), {})


def test_what_it_writes_is_what_the_serializer_would_write():
    class Kept(ColumnSerializer):
        number = serializers.IntegerField()
        kept = serializers.BooleanField()
        name = IdentifierField(source="kind.code")
        loud = Shout(source="kind.code")
        at = MomentField()

    moment = datetime(2026, 3, 26, tzinfo=UTC)
    (record,) = Kept.records([(1, True, "basic", moment)])
    written = Kept.represent(record, TODAY)
    assert written == {"number": 1, "kept": True, "name": "basic", "loud": "BASIC", "at": moment}
    instance = {"number": 1, "kept": True, "kind": {"code": "basic"}, "at": moment}
    usual = Kept(instance, context={"today": TODAY}).data
    assert usual == written | {"at": "2026-03-26T00:00:00Z"}, "the renderer writes times so"


def test_a_subclass_writes_the_fields_of_both():
    class Short(ColumnSerializer):
        name = serializers.CharField()

    class Long(Short):
        loud = Shout(source="name")

    assert Long.represent(Long.records([("a",)])[0], TODAY) == {"name": "a", "loud": "A"}
    assert Short.represent(Short.records([("a",)])[0], TODAY) == {"name": "a"}
