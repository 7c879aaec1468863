"""FastAPI with SQLAlchemy 2.0, asynchronous, on asyncpg."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, Select, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgres://", "postgresql+asyncpg://")
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}


def now() -> datetime:
    return datetime.now(UTC)


class Certification(Base):
    __tablename__ = "certifications_certification"

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[str] = mapped_column(String(13))
    mentor_id: Mapped[str]
    certification_type: Mapped[str] = mapped_column("certification_type_id")
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    auto_pause_applied: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]
    revocation_reason: Mapped[str] = mapped_column(default="", deferred=True)
    updated_reason: Mapped[str] = mapped_column(default="", deferred=True)
    is_current: Mapped[bool] = mapped_column(default=False, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now, deferred=True)
    updated_at: Mapped[datetime] = mapped_column(default=now, deferred=True)

    @property
    def status(self) -> str:
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at.date() < now().date() else "valid"


class CertificationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    certification_id: str
    mentor_id: str
    certification_type: str
    issued_at: datetime
    expires_at: datetime
    status: str
    auto_pause_applied: bool


class Page(BaseModel):
    items: list[CertificationOut]
    page: int
    limit: int
    total: int


class Filters(BaseModel):
    mentor_id: str | None = None
    certification_type: str | None = None
    auto_pause_applied: bool | None = None
    expires_before: datetime | None = None
    expires_after: datetime | None = None
    issued_before: datetime | None = None
    issued_after: datetime | None = None
    page: int = 1
    limit: int = 20

    def narrow(self, rows: Select[Any]) -> Select[Any]:
        for name in ("mentor_id", "certification_type", "auto_pause_applied"):
            if (value := getattr(self, name)) is not None:
                rows = rows.where(getattr(Certification, name) == value)
        for name in ("expires", "issued"):
            column = getattr(Certification, f"{name}_at")
            if before := getattr(self, f"{name}_before"):
                rows = rows.where(column < before)
            if after := getattr(self, f"{name}_after"):
                rows = rows.where(column >= after)
        return rows


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


@app.get("/api/v1/certifications", response_model=Page)
async def certifications(filters: Annotated[Filters, Query()], session: Session) -> Any:
    live = filters.narrow(select(Certification).where(Certification.deleted_at.is_(None)))
    total = await session.scalar(select(func.count()).select_from(live.subquery()))
    start = (filters.page - 1) * filters.limit
    rows = live.order_by(Certification.id).offset(start).limit(filters.limit)
    items = (await session.scalars(rows)).all()
    return {"items": items, "page": filters.page, "limit": filters.limit, "total": total}


@app.get("/api/v1/certifications/{certification_id}", response_model=CertificationOut)
async def certification(certification_id: str, session: Session) -> Any:
    wanted = select(Certification).where(
        Certification.certification_id == certification_id, Certification.deleted_at.is_(None)
    )
    if (found := await session.scalar(wanted)) is None:
        raise HTTPException(404)
    return found
