SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.certifications_block_add(which bigint, by bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- As with the tallies: a row that another transaction holds is left to it, nobody waits.
    SELECT id INTO taken FROM certifications_block WHERE block = which LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO certifications_block (block, n) VALUES (which, by);
        RETURN;
    END IF;
    UPDATE certifications_block SET n = n + by WHERE id = taken RETURNING n INTO left_over;
    IF left_over = 0 THEN
        DELETE FROM certifications_block WHERE id = taken;
    END IF;
END $$;

CREATE FUNCTION public.certifications_block_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_block;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM certifications_block_add(
            certifications_block_of(NEW.id), CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END);
    ELSE
        PERFORM certifications_block_add(block, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (
            SELECT certifications_block_of(id) AS block, count(*) AS n
            FROM touched WHERE deleted_at IS NULL GROUP BY 1
        ) AS grouped;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.certifications_block_of(id bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT id / 1024
$$;

CREATE FUNCTION public.certifications_tally_add(of_what text, kind text, expires timestamp with time zone, revoked timestamp with time zone, current boolean, by bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
    left_over bigint;
    taken bigint;
BEGIN
    -- A row that another transaction holds is left to it: nobody waits here. Two questions,
    -- because IS NOT DISTINCT FROM would ask no index.
    IF expires IS NULL THEN
        SELECT id INTO taken FROM certifications_tally
        WHERE what = of_what AND expires_at IS NULL AND certification_type_id IS NULL
            AND revoked_at IS NULL AND is_current = current
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    ELSE
        SELECT id INTO taken FROM certifications_tally
        WHERE what = of_what AND expires_at = expires AND certification_type_id = kind
            AND revoked_at IS NOT DISTINCT FROM revoked AND is_current = current
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        INSERT INTO certifications_tally
            (what, certification_type_id, expires_at, revoked_at, is_current, n)
        VALUES (of_what, kind, expires, revoked, current, by);
    ELSE
        UPDATE certifications_tally SET n = n + by WHERE id = taken RETURNING n INTO left_over;
        IF left_over = 0 THEN
            DELETE FROM certifications_tally WHERE id = taken;
        END IF;
    END IF;
    IF of_what = 'certification' THEN
        PERFORM certifications_tally_add(
            'cert-month', kind, date_trunc('month', expires, 'UTC'), revoked, current, by);
    END IF;
END $$;

CREATE FUNCTION public.certifications_tally_certifications() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what IN ('certification', 'cert-month');
    ELSE
        PERFORM certifications_tally_add(
            'certification', kind, expires, revoked, current, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (
            SELECT certification_type_id AS kind, certifications_tally_day(expires_at) AS expires,
                certifications_tally_revoked(revoked_at) AS revoked, is_current AS current, count(*) AS n
            FROM touched WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4
        ) AS grouped;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.certifications_tally_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
    change record;
BEGIN
    IF TG_LEVEL = 'ROW' THEN
        INSERT INTO certifications_tally_change
        SELECT OLD.certification_type_id, certifications_tally_day(OLD.expires_at),
            certifications_tally_revoked(OLD.revoked_at), OLD.is_current, -1
        WHERE OLD.deleted_at IS NULL
        UNION ALL
        SELECT NEW.certification_type_id, certifications_tally_day(NEW.expires_at),
            certifications_tally_revoked(NEW.revoked_at), NEW.is_current, 1
        WHERE NEW.deleted_at IS NULL;
    ELSE
        FOR change IN
            WITH these AS (DELETE FROM certifications_tally_change RETURNING *)
            SELECT kind, expires, revoked, current, sum(by)::bigint AS n
            FROM these GROUP BY 1, 2, 3, 4 HAVING sum(by) <> 0
        LOOP
            PERFORM certifications_tally_add(
                'certification', change.kind, change.expires, change.revoked, change.current, change.n);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.certifications_tally_day(moment timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT date_trunc('day', moment, 'UTC')
$$;

CREATE FUNCTION public.certifications_tally_pauses() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what = 'pause';
    ELSE
        PERFORM certifications_tally_add(
            'pause', NULL, NULL, NULL, false, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (SELECT count(*) AS n FROM touched) AS counted WHERE n > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.certifications_tally_revoked(moment timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN moment IS NULL THEN NULL ELSE timestamptz 'epoch' END
$$;

CREATE FUNCTION public.renewals_tally() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM certifications_tally WHERE what = 'renewal';
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM certifications_tally_add(
            'renewal', NULL, NULL, NULL, false, CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END);
    ELSE
        PERFORM certifications_tally_add(
            'renewal', NULL, NULL, NULL, false, CASE TG_OP WHEN 'DELETE' THEN -n ELSE n END)
        FROM (SELECT count(*) AS n FROM touched WHERE deleted_at IS NULL) AS counted WHERE n > 0;
    END IF;
    RETURN NULL;
END $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user (
    id integer NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);

CREATE TABLE public.auth_user_groups (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.auth_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.auth_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user_user_permissions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accessattempt (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    get_data text NOT NULL,
    post_data text NOT NULL,
    failures_since_start integer NOT NULL,
    CONSTRAINT axes_accessattempt_failures_since_start_check CHECK ((failures_since_start >= 0))
);

ALTER TABLE public.axes_accessattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accessattemptexpiration (
    access_attempt_id integer NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.axes_accessfailurelog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    locked_out boolean NOT NULL
);

ALTER TABLE public.axes_accessfailurelog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessfailurelog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accesslog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    logout_time timestamp with time zone,
    session_hash character varying(64) NOT NULL
);

ALTER TABLE public.axes_accesslog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accesslog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_autopause (
    id bigint NOT NULL,
    log_id character varying(12) NOT NULL,
    reason character varying(500) NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by character varying(150) NOT NULL,
    lift_reason character varying(500) NOT NULL,
    certification_id bigint NOT NULL,
    run_id bigint NOT NULL,
    mentor_id character varying(64) NOT NULL,
    CONSTRAINT a_lift_has_a_reason CHECK (((((lift_reason)::text = ''::text) AND (lifted_at IS NULL) AND ((lifted_by)::text = ''::text)) OR ((lifted_at IS NOT NULL) AND (NOT ((lift_reason)::text = ''::text)))))
);

ALTER TABLE public.certifications_autopause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_autopause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_block (
    id bigint NOT NULL,
    block bigint NOT NULL,
    n bigint NOT NULL
);

ALTER TABLE public.certifications_block ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.certifications_block_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_certification (
    id bigint NOT NULL,
    certification_id character varying(13) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revocation_reason character varying(500) NOT NULL,
    updated_reason character varying(500) NOT NULL,
    auto_pause_applied boolean NOT NULL,
    auto_pause_applied_at timestamp with time zone,
    is_current boolean NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    certification_type_id character varying(64) NOT NULL,
    mentor_id character varying(64) NOT NULL,
    CONSTRAINT a_removed_one_governs_nobody CHECK (((deleted_at IS NULL) OR (NOT is_current))),
    CONSTRAINT certification_dates_in_range CHECK ((issued_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
    CONSTRAINT certification_expires_after_issue CHECK ((expires_at > issued_at)),
    CONSTRAINT certification_pause_is_dated CHECK ((((NOT auto_pause_applied) AND (auto_pause_applied_at IS NULL)) OR (auto_pause_applied AND (auto_pause_applied_at IS NOT NULL)))),
    CONSTRAINT only_a_revoked_one_has_a_reason CHECK (((revoked_at IS NOT NULL) OR ((revocation_reason)::text = ''::text))),
    CONSTRAINT only_the_governing_one_is_paused CHECK (((NOT auto_pause_applied) OR is_current))
);

ALTER TABLE public.certifications_certification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_certification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_certificationtype (
    code character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    validity_months smallint,
    grace_days smallint NOT NULL,
    CONSTRAINT certifications_certificationtype_grace_days_check CHECK ((grace_days >= 0)),
    CONSTRAINT certifications_certificationtype_validity_months_check CHECK ((validity_months >= 0)),
    CONSTRAINT type_code_is_an_identifier CHECK (((code)::text ~ '^[A-Za-z0-9_.:-]{1,64}\Z'::text)),
    CONSTRAINT type_grace_within_ten_years CHECK ((grace_days <= 3650)),
    CONSTRAINT type_validity_is_some_months CHECK (((validity_months IS NULL) OR ((validity_months >= 1) AND (validity_months <= 1200))))
);

CREATE TABLE public.certifications_expiryrun (
    id bigint NOT NULL,
    job_run_id character varying(24) NOT NULL,
    day date NOT NULL,
    number integer NOT NULL,
    trigger character varying(16) NOT NULL,
    requested_by character varying(150) NOT NULL,
    state character varying(16) NOT NULL,
    as_of date NOT NULL,
    dry_run boolean NOT NULL,
    forced boolean NOT NULL,
    started_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    host character varying(255) NOT NULL,
    process integer NOT NULL,
    mentors_scanned integer NOT NULL,
    expired_found integer NOT NULL,
    auto_paused integer NOT NULL,
    skipped_exempt integer NOT NULL,
    failures jsonb NOT NULL,
    error text NOT NULL,
    undo_reason character varying(500) DEFAULT ''::character varying NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying(150) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT certifications_expiryrun_auto_paused_check CHECK ((auto_paused >= 0)),
    CONSTRAINT certifications_expiryrun_expired_found_check CHECK ((expired_found >= 0)),
    CONSTRAINT certifications_expiryrun_mentors_scanned_check CHECK ((mentors_scanned >= 0)),
    CONSTRAINT certifications_expiryrun_number_check CHECK ((number >= 0)),
    CONSTRAINT certifications_expiryrun_process_check CHECK ((process >= 0)),
    CONSTRAINT certifications_expiryrun_skipped_exempt_check CHECK ((skipped_exempt >= 0)),
    CONSTRAINT run_ends_when_not_running CHECK ((((completed_at IS NULL) AND ((state)::text = 'running'::text)) OR ((NOT ((state)::text = 'running'::text)) AND (completed_at IS NOT NULL))))
);

ALTER TABLE public.certifications_expiryrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_expiryrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_historicalcertification (
    id bigint NOT NULL,
    source character varying(16) NOT NULL,
    certification_id character varying(13) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revocation_reason character varying(500) NOT NULL,
    updated_reason character varying(500) NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    history_change_reason character varying(500),
    history_id bigint NOT NULL,
    history_date timestamp with time zone NOT NULL,
    history_type character varying(1) NOT NULL,
    certification_type_id character varying(64),
    history_user_id integer,
    mentor_id character varying(64)
);

ALTER TABLE public.certifications_historicalcertification ALTER COLUMN history_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_historicalcertification_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_historicalcertificationtype (
    source character varying(16) NOT NULL,
    code character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    validity_months smallint,
    grace_days smallint NOT NULL,
    history_change_reason character varying(500),
    history_id bigint NOT NULL,
    history_date timestamp with time zone NOT NULL,
    history_type character varying(1) NOT NULL,
    history_user_id integer,
    CONSTRAINT certifications_historicalcertificationtyp_validity_months_check CHECK ((validity_months >= 0)),
    CONSTRAINT certifications_historicalcertificationtype_grace_days_check CHECK ((grace_days >= 0))
);

ALTER TABLE public.certifications_historicalcertificationtype ALTER COLUMN history_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_historicalcertificationtype_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_historicalmentor (
    source character varying(16) NOT NULL,
    mentor_id character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    paused_at timestamp with time zone,
    paused_by character varying(150) NOT NULL,
    pause_reason character varying(500) NOT NULL,
    exempt_until date,
    exempt_reason character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    history_change_reason character varying(500),
    history_id bigint NOT NULL,
    history_date timestamp with time zone NOT NULL,
    history_type character varying(1) NOT NULL,
    history_user_id integer
);

ALTER TABLE public.certifications_historicalmentor ALTER COLUMN history_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_historicalmentor_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.certifications_mentor (
    mentor_id character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    paused_at timestamp with time zone,
    paused_by character varying(150) NOT NULL,
    pause_reason character varying(500) NOT NULL,
    exempt_until date,
    exempt_reason character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT mentor_exemption_has_a_reason CHECK (((((exempt_reason)::text = ''::text) AND (exempt_until IS NULL)) OR ((exempt_until IS NOT NULL) AND (NOT ((exempt_reason)::text = ''::text))))),
    CONSTRAINT mentor_id_is_an_identifier CHECK (((mentor_id)::text ~ '^[A-Za-z0-9_.:-]{1,64}\Z'::text)),
    CONSTRAINT mentor_manual_pause_is_whole CHECK (((((pause_reason)::text = ''::text) AND (paused_at IS NULL) AND ((paused_by)::text = ''::text)) OR ((paused_at IS NOT NULL) AND (NOT ((pause_reason)::text = ''::text)))))
);

CREATE TABLE public.certifications_tally (
    id bigint NOT NULL,
    what character varying(16) NOT NULL,
    certification_type_id character varying(64),
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    is_current boolean NOT NULL,
    n bigint NOT NULL
);

CREATE UNLOGGED TABLE public.certifications_tally_change (
    kind text,
    expires timestamp with time zone,
    revoked timestamp with time zone,
    current boolean,
    by bigint
);

ALTER TABLE public.certifications_tally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.certifications_tally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id integer NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_q_ormq (
    id integer NOT NULL,
    key character varying(100) NOT NULL,
    payload text NOT NULL,
    lock timestamp with time zone
);

ALTER TABLE public.django_q_ormq ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_q_ormq_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_q_schedule (
    id integer NOT NULL,
    func character varying(256) NOT NULL,
    hook character varying(256),
    args text,
    kwargs text,
    schedule_type character varying(2) NOT NULL,
    repeats integer NOT NULL,
    next_run timestamp with time zone,
    task character varying(100),
    name character varying(100),
    minutes smallint,
    cron character varying(100),
    cluster character varying(100),
    intended_date_kwarg character varying(100),
    CONSTRAINT django_q_schedule_minutes_check CHECK ((minutes >= 0))
);

ALTER TABLE public.django_q_schedule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_q_schedule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_q_task (
    name character varying(100) NOT NULL,
    func character varying(256) NOT NULL,
    hook character varying(256),
    args text,
    kwargs text,
    result text,
    started timestamp with time zone NOT NULL,
    stopped timestamp with time zone NOT NULL,
    success boolean NOT NULL,
    id character varying(32) NOT NULL,
    "group" character varying(100),
    attempt_count integer NOT NULL,
    cluster character varying(100)
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.knox_authtoken (
    digest character varying(128) NOT NULL,
    created timestamp with time zone NOT NULL,
    user_id integer NOT NULL,
    expiry timestamp with time zone,
    token_key character varying(25) NOT NULL
);

CREATE TABLE public.mentorcerts_heartbeat (
    part character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.mentorcerts_incident (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    title character varying(200) NOT NULL,
    job_run_id character varying(24) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    closed_at timestamp with time zone
);

ALTER TABLE public.mentorcerts_incident ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mentorcerts_incident_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mentorcerts_personaldataevent (
    id bigint NOT NULL,
    what character varying(16) NOT NULL,
    mentor_id character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(150) NOT NULL,
    source character varying(16) NOT NULL,
    user_id integer
);

ALTER TABLE public.mentorcerts_personaldataevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mentorcerts_personaldataevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mentorcerts_tokenuse (
    token_id character varying(128) NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE TABLE public.renewals_historicalrenewal (
    id bigint NOT NULL,
    source character varying(16) NOT NULL,
    renewal_date timestamp with time zone NOT NULL,
    previous_expiry_date timestamp with time zone NOT NULL,
    new_expiry_date timestamp with time zone NOT NULL,
    processed_by character varying(150) NOT NULL,
    notes text NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    history_change_reason character varying(500),
    history_id bigint NOT NULL,
    history_date timestamp with time zone NOT NULL,
    history_type character varying(1) NOT NULL,
    certification_id bigint,
    history_user_id integer
);

ALTER TABLE public.renewals_historicalrenewal ALTER COLUMN history_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_historicalrenewal_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.renewals_renewal (
    id bigint NOT NULL,
    renewal_date timestamp with time zone NOT NULL,
    previous_expiry_date timestamp with time zone NOT NULL,
    new_expiry_date timestamp with time zone NOT NULL,
    processed_by character varying(150) NOT NULL,
    notes text NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    certification_id bigint NOT NULL,
    CONSTRAINT renewal_ends_after_it_was_granted CHECK ((new_expiry_date > renewal_date)),
    CONSTRAINT renewal_never_shortens CHECK ((new_expiry_date > previous_expiry_date))
);

ALTER TABLE public.renewals_renewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.renewals_renewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.auth_group VALUES (1, 'Viewers');
INSERT INTO public.auth_group VALUES (2, 'Coordinators');
INSERT INTO public.auth_group VALUES (3, 'Administrators');
INSERT INTO public.auth_group VALUES (4, 'Night shift');

INSERT INTO public.auth_group_permissions VALUES (1, 1, 35);
INSERT INTO public.auth_group_permissions VALUES (2, 1, 4);
INSERT INTO public.auth_group_permissions VALUES (3, 1, 39);
INSERT INTO public.auth_group_permissions VALUES (4, 1, 8);
INSERT INTO public.auth_group_permissions VALUES (5, 1, 43);
INSERT INTO public.auth_group_permissions VALUES (6, 1, 14);
INSERT INTO public.auth_group_permissions VALUES (7, 1, 47);
INSERT INTO public.auth_group_permissions VALUES (8, 1, 18);
INSERT INTO public.auth_group_permissions VALUES (9, 1, 22);
INSERT INTO public.auth_group_permissions VALUES (10, 1, 26);
INSERT INTO public.auth_group_permissions VALUES (11, 1, 30);
INSERT INTO public.auth_group_permissions VALUES (12, 2, 1);
INSERT INTO public.auth_group_permissions VALUES (13, 2, 2);
INSERT INTO public.auth_group_permissions VALUES (14, 2, 3);
INSERT INTO public.auth_group_permissions VALUES (15, 2, 4);
INSERT INTO public.auth_group_permissions VALUES (16, 2, 5);
INSERT INTO public.auth_group_permissions VALUES (17, 2, 6);
INSERT INTO public.auth_group_permissions VALUES (18, 2, 7);
INSERT INTO public.auth_group_permissions VALUES (19, 2, 8);
INSERT INTO public.auth_group_permissions VALUES (22, 2, 11);
INSERT INTO public.auth_group_permissions VALUES (23, 2, 12);
INSERT INTO public.auth_group_permissions VALUES (24, 2, 13);
INSERT INTO public.auth_group_permissions VALUES (25, 2, 14);
INSERT INTO public.auth_group_permissions VALUES (26, 2, 15);
INSERT INTO public.auth_group_permissions VALUES (27, 2, 16);
INSERT INTO public.auth_group_permissions VALUES (28, 2, 17);
INSERT INTO public.auth_group_permissions VALUES (29, 2, 18);
INSERT INTO public.auth_group_permissions VALUES (30, 2, 19);
INSERT INTO public.auth_group_permissions VALUES (31, 2, 20);
INSERT INTO public.auth_group_permissions VALUES (32, 2, 21);
INSERT INTO public.auth_group_permissions VALUES (33, 2, 22);
INSERT INTO public.auth_group_permissions VALUES (34, 2, 23);
INSERT INTO public.auth_group_permissions VALUES (35, 2, 24);
INSERT INTO public.auth_group_permissions VALUES (36, 2, 25);
INSERT INTO public.auth_group_permissions VALUES (37, 2, 26);
INSERT INTO public.auth_group_permissions VALUES (38, 2, 27);
INSERT INTO public.auth_group_permissions VALUES (39, 2, 28);
INSERT INTO public.auth_group_permissions VALUES (40, 2, 29);
INSERT INTO public.auth_group_permissions VALUES (41, 2, 30);
INSERT INTO public.auth_group_permissions VALUES (42, 2, 31);
INSERT INTO public.auth_group_permissions VALUES (43, 2, 32);
INSERT INTO public.auth_group_permissions VALUES (44, 2, 33);
INSERT INTO public.auth_group_permissions VALUES (45, 2, 34);
INSERT INTO public.auth_group_permissions VALUES (46, 2, 35);
INSERT INTO public.auth_group_permissions VALUES (47, 2, 36);
INSERT INTO public.auth_group_permissions VALUES (48, 2, 37);
INSERT INTO public.auth_group_permissions VALUES (49, 2, 38);
INSERT INTO public.auth_group_permissions VALUES (50, 2, 39);
INSERT INTO public.auth_group_permissions VALUES (51, 2, 40);
INSERT INTO public.auth_group_permissions VALUES (52, 2, 41);
INSERT INTO public.auth_group_permissions VALUES (53, 2, 42);
INSERT INTO public.auth_group_permissions VALUES (54, 2, 43);
INSERT INTO public.auth_group_permissions VALUES (55, 2, 44);
INSERT INTO public.auth_group_permissions VALUES (56, 2, 45);
INSERT INTO public.auth_group_permissions VALUES (57, 2, 46);
INSERT INTO public.auth_group_permissions VALUES (58, 2, 47);
INSERT INTO public.auth_group_permissions VALUES (59, 3, 1);
INSERT INTO public.auth_group_permissions VALUES (60, 3, 2);
INSERT INTO public.auth_group_permissions VALUES (61, 3, 3);
INSERT INTO public.auth_group_permissions VALUES (62, 3, 4);
INSERT INTO public.auth_group_permissions VALUES (63, 3, 5);
INSERT INTO public.auth_group_permissions VALUES (64, 3, 6);
INSERT INTO public.auth_group_permissions VALUES (65, 3, 7);
INSERT INTO public.auth_group_permissions VALUES (66, 3, 8);
INSERT INTO public.auth_group_permissions VALUES (67, 3, 9);
INSERT INTO public.auth_group_permissions VALUES (68, 3, 10);
INSERT INTO public.auth_group_permissions VALUES (69, 3, 11);
INSERT INTO public.auth_group_permissions VALUES (70, 3, 12);
INSERT INTO public.auth_group_permissions VALUES (71, 3, 13);
INSERT INTO public.auth_group_permissions VALUES (72, 3, 14);
INSERT INTO public.auth_group_permissions VALUES (73, 3, 15);
INSERT INTO public.auth_group_permissions VALUES (74, 3, 16);
INSERT INTO public.auth_group_permissions VALUES (75, 3, 17);
INSERT INTO public.auth_group_permissions VALUES (76, 3, 18);
INSERT INTO public.auth_group_permissions VALUES (77, 3, 19);
INSERT INTO public.auth_group_permissions VALUES (78, 3, 20);
INSERT INTO public.auth_group_permissions VALUES (79, 3, 21);
INSERT INTO public.auth_group_permissions VALUES (80, 3, 22);
INSERT INTO public.auth_group_permissions VALUES (81, 3, 23);
INSERT INTO public.auth_group_permissions VALUES (82, 3, 24);
INSERT INTO public.auth_group_permissions VALUES (83, 3, 25);
INSERT INTO public.auth_group_permissions VALUES (84, 3, 26);
INSERT INTO public.auth_group_permissions VALUES (85, 3, 27);
INSERT INTO public.auth_group_permissions VALUES (86, 3, 28);
INSERT INTO public.auth_group_permissions VALUES (87, 3, 29);
INSERT INTO public.auth_group_permissions VALUES (88, 3, 30);
INSERT INTO public.auth_group_permissions VALUES (89, 3, 31);
INSERT INTO public.auth_group_permissions VALUES (90, 3, 32);
INSERT INTO public.auth_group_permissions VALUES (91, 3, 33);
INSERT INTO public.auth_group_permissions VALUES (92, 3, 34);
INSERT INTO public.auth_group_permissions VALUES (93, 3, 35);
INSERT INTO public.auth_group_permissions VALUES (94, 3, 36);
INSERT INTO public.auth_group_permissions VALUES (95, 3, 37);
INSERT INTO public.auth_group_permissions VALUES (96, 3, 38);
INSERT INTO public.auth_group_permissions VALUES (97, 3, 39);
INSERT INTO public.auth_group_permissions VALUES (98, 3, 40);
INSERT INTO public.auth_group_permissions VALUES (99, 3, 41);
INSERT INTO public.auth_group_permissions VALUES (100, 3, 42);
INSERT INTO public.auth_group_permissions VALUES (101, 3, 43);
INSERT INTO public.auth_group_permissions VALUES (102, 3, 44);
INSERT INTO public.auth_group_permissions VALUES (103, 3, 45);
INSERT INTO public.auth_group_permissions VALUES (104, 3, 46);
INSERT INTO public.auth_group_permissions VALUES (105, 3, 47);
INSERT INTO public.auth_group_permissions VALUES (106, 3, 48);
INSERT INTO public.auth_group_permissions VALUES (107, 3, 49);
INSERT INTO public.auth_group_permissions VALUES (108, 3, 50);
INSERT INTO public.auth_group_permissions VALUES (109, 3, 51);
INSERT INTO public.auth_group_permissions VALUES (110, 3, 52);
INSERT INTO public.auth_group_permissions VALUES (111, 3, 53);
INSERT INTO public.auth_group_permissions VALUES (112, 3, 54);
INSERT INTO public.auth_group_permissions VALUES (113, 3, 55);
INSERT INTO public.auth_group_permissions VALUES (114, 3, 56);
INSERT INTO public.auth_group_permissions VALUES (115, 3, 57);
INSERT INTO public.auth_group_permissions VALUES (116, 3, 58);
INSERT INTO public.auth_group_permissions VALUES (117, 3, 59);
INSERT INTO public.auth_group_permissions VALUES (118, 3, 60);
INSERT INTO public.auth_group_permissions VALUES (119, 3, 61);
INSERT INTO public.auth_group_permissions VALUES (120, 3, 62);
INSERT INTO public.auth_group_permissions VALUES (121, 3, 63);
INSERT INTO public.auth_group_permissions VALUES (122, 3, 64);
INSERT INTO public.auth_group_permissions VALUES (123, 3, 65);
INSERT INTO public.auth_group_permissions VALUES (124, 3, 66);
INSERT INTO public.auth_group_permissions VALUES (125, 3, 67);
INSERT INTO public.auth_group_permissions VALUES (126, 3, 68);
INSERT INTO public.auth_group_permissions VALUES (127, 3, 69);
INSERT INTO public.auth_group_permissions VALUES (128, 3, 70);
INSERT INTO public.auth_group_permissions VALUES (129, 3, 71);
INSERT INTO public.auth_group_permissions VALUES (130, 3, 72);
INSERT INTO public.auth_group_permissions VALUES (131, 3, 73);
INSERT INTO public.auth_group_permissions VALUES (132, 3, 74);
INSERT INTO public.auth_group_permissions VALUES (133, 3, 75);
INSERT INTO public.auth_group_permissions VALUES (134, 3, 76);
INSERT INTO public.auth_group_permissions VALUES (135, 3, 77);
INSERT INTO public.auth_group_permissions VALUES (136, 3, 78);
INSERT INTO public.auth_group_permissions VALUES (137, 3, 79);
INSERT INTO public.auth_group_permissions VALUES (138, 3, 80);
INSERT INTO public.auth_group_permissions VALUES (139, 3, 81);
INSERT INTO public.auth_group_permissions VALUES (140, 3, 82);
INSERT INTO public.auth_group_permissions VALUES (141, 3, 83);
INSERT INTO public.auth_group_permissions VALUES (142, 3, 84);
INSERT INTO public.auth_group_permissions VALUES (143, 3, 85);
INSERT INTO public.auth_group_permissions VALUES (144, 3, 86);
INSERT INTO public.auth_group_permissions VALUES (145, 3, 87);
INSERT INTO public.auth_group_permissions VALUES (148, 3, 94);
INSERT INTO public.auth_group_permissions VALUES (149, 3, 95);
INSERT INTO public.auth_group_permissions VALUES (152, 3, 107);
INSERT INTO public.auth_group_permissions VALUES (153, 3, 115);

INSERT INTO public.auth_permission VALUES (1, 'Can add historical mentor', 2, 'add_historicalmentor');
INSERT INTO public.auth_permission VALUES (2, 'Can change historical mentor', 2, 'change_historicalmentor');
INSERT INTO public.auth_permission VALUES (3, 'Can delete historical mentor', 2, 'delete_historicalmentor');
INSERT INTO public.auth_permission VALUES (4, 'Can view historical mentor', 2, 'view_historicalmentor');
INSERT INTO public.auth_permission VALUES (5, 'Can add mentor', 3, 'add_mentor');
INSERT INTO public.auth_permission VALUES (6, 'Can change mentor', 3, 'change_mentor');
INSERT INTO public.auth_permission VALUES (7, 'Can delete mentor', 3, 'delete_mentor');
INSERT INTO public.auth_permission VALUES (8, 'Can view mentor', 3, 'view_mentor');
INSERT INTO public.auth_permission VALUES (9, 'Can export all that is held about a mentor', 3, 'export_mentor');
INSERT INTO public.auth_permission VALUES (10, 'Can erase a mentor''s personal data', 3, 'erase_mentor');
INSERT INTO public.auth_permission VALUES (11, 'Can add historical certification type', 4, 'add_historicalcertificationtype');
INSERT INTO public.auth_permission VALUES (12, 'Can change historical certification type', 4, 'change_historicalcertificationtype');
INSERT INTO public.auth_permission VALUES (13, 'Can delete historical certification type', 4, 'delete_historicalcertificationtype');
INSERT INTO public.auth_permission VALUES (14, 'Can view historical certification type', 4, 'view_historicalcertificationtype');
INSERT INTO public.auth_permission VALUES (15, 'Can add certification type', 5, 'add_certificationtype');
INSERT INTO public.auth_permission VALUES (16, 'Can change certification type', 5, 'change_certificationtype');
INSERT INTO public.auth_permission VALUES (17, 'Can delete certification type', 5, 'delete_certificationtype');
INSERT INTO public.auth_permission VALUES (18, 'Can view certification type', 5, 'view_certificationtype');
INSERT INTO public.auth_permission VALUES (19, 'Can add historical certification', 6, 'add_historicalcertification');
INSERT INTO public.auth_permission VALUES (20, 'Can change historical certification', 6, 'change_historicalcertification');
INSERT INTO public.auth_permission VALUES (21, 'Can delete historical certification', 6, 'delete_historicalcertification');
INSERT INTO public.auth_permission VALUES (22, 'Can view historical certification', 6, 'view_historicalcertification');
INSERT INTO public.auth_permission VALUES (23, 'Can add certification', 7, 'add_certification');
INSERT INTO public.auth_permission VALUES (24, 'Can change certification', 7, 'change_certification');
INSERT INTO public.auth_permission VALUES (25, 'Can delete certification', 7, 'delete_certification');
INSERT INTO public.auth_permission VALUES (26, 'Can view certification', 7, 'view_certification');
INSERT INTO public.auth_permission VALUES (27, 'Can add expiry run', 8, 'add_expiryrun');
INSERT INTO public.auth_permission VALUES (28, 'Can change expiry run', 8, 'change_expiryrun');
INSERT INTO public.auth_permission VALUES (29, 'Can delete expiry run', 8, 'delete_expiryrun');
INSERT INTO public.auth_permission VALUES (30, 'Can view expiry run', 8, 'view_expiryrun');
INSERT INTO public.auth_permission VALUES (31, 'Can start the expiry job', 8, 'run_expiry_job');
INSERT INTO public.auth_permission VALUES (32, 'Can add auto pause', 9, 'add_autopause');
INSERT INTO public.auth_permission VALUES (33, 'Can change auto pause', 9, 'change_autopause');
INSERT INTO public.auth_permission VALUES (34, 'Can delete auto pause', 9, 'delete_autopause');
INSERT INTO public.auth_permission VALUES (35, 'Can view auto pause', 9, 'view_autopause');
INSERT INTO public.auth_permission VALUES (36, 'Can add mentor status', 10, 'add_certificationstatus');
INSERT INTO public.auth_permission VALUES (37, 'Can change mentor status', 10, 'change_certificationstatus');
INSERT INTO public.auth_permission VALUES (38, 'Can delete mentor status', 10, 'delete_certificationstatus');
INSERT INTO public.auth_permission VALUES (39, 'Can view mentor status', 10, 'view_certificationstatus');
INSERT INTO public.auth_permission VALUES (40, 'Can add historical renewal', 11, 'add_historicalrenewal');
INSERT INTO public.auth_permission VALUES (41, 'Can change historical renewal', 11, 'change_historicalrenewal');
INSERT INTO public.auth_permission VALUES (42, 'Can delete historical renewal', 11, 'delete_historicalrenewal');
INSERT INTO public.auth_permission VALUES (43, 'Can view historical renewal', 11, 'view_historicalrenewal');
INSERT INTO public.auth_permission VALUES (44, 'Can add renewal', 12, 'add_renewal');
INSERT INTO public.auth_permission VALUES (45, 'Can change renewal', 12, 'change_renewal');
INSERT INTO public.auth_permission VALUES (46, 'Can delete renewal', 12, 'delete_renewal');
INSERT INTO public.auth_permission VALUES (47, 'Can view renewal', 12, 'view_renewal');
INSERT INTO public.auth_permission VALUES (48, 'Can add Task', 13, 'add_task');
INSERT INTO public.auth_permission VALUES (49, 'Can change Task', 13, 'change_task');
INSERT INTO public.auth_permission VALUES (50, 'Can delete Task', 13, 'delete_task');
INSERT INTO public.auth_permission VALUES (51, 'Can view Task', 13, 'view_task');
INSERT INTO public.auth_permission VALUES (52, 'Can add Successful task', 14, 'add_success');
INSERT INTO public.auth_permission VALUES (53, 'Can change Successful task', 14, 'change_success');
INSERT INTO public.auth_permission VALUES (54, 'Can delete Successful task', 14, 'delete_success');
INSERT INTO public.auth_permission VALUES (55, 'Can view Successful task', 14, 'view_success');
INSERT INTO public.auth_permission VALUES (56, 'Can add Failed task', 15, 'add_failure');
INSERT INTO public.auth_permission VALUES (57, 'Can change Failed task', 15, 'change_failure');
INSERT INTO public.auth_permission VALUES (58, 'Can delete Failed task', 15, 'delete_failure');
INSERT INTO public.auth_permission VALUES (59, 'Can view Failed task', 15, 'view_failure');
INSERT INTO public.auth_permission VALUES (60, 'Can add Scheduled task', 16, 'add_schedule');
INSERT INTO public.auth_permission VALUES (61, 'Can change Scheduled task', 16, 'change_schedule');
INSERT INTO public.auth_permission VALUES (62, 'Can delete Scheduled task', 16, 'delete_schedule');
INSERT INTO public.auth_permission VALUES (63, 'Can view Scheduled task', 16, 'view_schedule');
INSERT INTO public.auth_permission VALUES (64, 'Can add Queued task', 17, 'add_ormq');
INSERT INTO public.auth_permission VALUES (65, 'Can change Queued task', 17, 'change_ormq');
INSERT INTO public.auth_permission VALUES (66, 'Can delete Queued task', 17, 'delete_ormq');
INSERT INTO public.auth_permission VALUES (67, 'Can view Queued task', 17, 'view_ormq');
INSERT INTO public.auth_permission VALUES (68, 'Can add permission', 18, 'add_permission');
INSERT INTO public.auth_permission VALUES (69, 'Can change permission', 18, 'change_permission');
INSERT INTO public.auth_permission VALUES (70, 'Can delete permission', 18, 'delete_permission');
INSERT INTO public.auth_permission VALUES (71, 'Can view permission', 18, 'view_permission');
INSERT INTO public.auth_permission VALUES (72, 'Can add group', 19, 'add_group');
INSERT INTO public.auth_permission VALUES (73, 'Can change group', 19, 'change_group');
INSERT INTO public.auth_permission VALUES (74, 'Can delete group', 19, 'delete_group');
INSERT INTO public.auth_permission VALUES (75, 'Can view group', 19, 'view_group');
INSERT INTO public.auth_permission VALUES (76, 'Can add user', 20, 'add_user');
INSERT INTO public.auth_permission VALUES (77, 'Can change user', 20, 'change_user');
INSERT INTO public.auth_permission VALUES (78, 'Can delete user', 20, 'delete_user');
INSERT INTO public.auth_permission VALUES (79, 'Can view user', 20, 'view_user');
INSERT INTO public.auth_permission VALUES (80, 'Can add auth token', 21, 'add_authtoken');
INSERT INTO public.auth_permission VALUES (81, 'Can change auth token', 21, 'change_authtoken');
INSERT INTO public.auth_permission VALUES (82, 'Can delete auth token', 21, 'delete_authtoken');
INSERT INTO public.auth_permission VALUES (83, 'Can view auth token', 21, 'view_authtoken');
INSERT INTO public.auth_permission VALUES (84, 'Can add log entry', 22, 'add_logentry');
INSERT INTO public.auth_permission VALUES (85, 'Can change log entry', 22, 'change_logentry');
INSERT INTO public.auth_permission VALUES (86, 'Can delete log entry', 22, 'delete_logentry');
INSERT INTO public.auth_permission VALUES (87, 'Can view log entry', 22, 'view_logentry');
INSERT INTO public.auth_permission VALUES (88, 'Can add access failure', 23, 'add_accessfailurelog');
INSERT INTO public.auth_permission VALUES (89, 'Can change access failure', 23, 'change_accessfailurelog');
INSERT INTO public.auth_permission VALUES (90, 'Can delete access failure', 23, 'delete_accessfailurelog');
INSERT INTO public.auth_permission VALUES (91, 'Can view access failure', 23, 'view_accessfailurelog');
INSERT INTO public.auth_permission VALUES (92, 'Can add access attempt', 24, 'add_accessattempt');
INSERT INTO public.auth_permission VALUES (93, 'Can change access attempt', 24, 'change_accessattempt');
INSERT INTO public.auth_permission VALUES (94, 'Can delete access attempt', 24, 'delete_accessattempt');
INSERT INTO public.auth_permission VALUES (95, 'Can view access attempt', 24, 'view_accessattempt');
INSERT INTO public.auth_permission VALUES (96, 'Can add access attempt expiration', 25, 'add_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (97, 'Can change access attempt expiration', 25, 'change_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (98, 'Can delete access attempt expiration', 25, 'delete_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (99, 'Can view access attempt expiration', 25, 'view_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (100, 'Can add access log', 26, 'add_accesslog');
INSERT INTO public.auth_permission VALUES (101, 'Can change access log', 26, 'change_accesslog');
INSERT INTO public.auth_permission VALUES (102, 'Can delete access log', 26, 'delete_accesslog');
INSERT INTO public.auth_permission VALUES (103, 'Can view access log', 26, 'view_accesslog');
INSERT INTO public.auth_permission VALUES (104, 'Can add personal data event', 28, 'add_personaldataevent');
INSERT INTO public.auth_permission VALUES (105, 'Can change personal data event', 28, 'change_personaldataevent');
INSERT INTO public.auth_permission VALUES (106, 'Can delete personal data event', 28, 'delete_personaldataevent');
INSERT INTO public.auth_permission VALUES (107, 'Can view personal data event', 28, 'view_personaldataevent');
INSERT INTO public.auth_permission VALUES (108, 'Can add heartbeat', 29, 'add_heartbeat');
INSERT INTO public.auth_permission VALUES (109, 'Can change heartbeat', 29, 'change_heartbeat');
INSERT INTO public.auth_permission VALUES (110, 'Can delete heartbeat', 29, 'delete_heartbeat');
INSERT INTO public.auth_permission VALUES (111, 'Can view heartbeat', 29, 'view_heartbeat');
INSERT INTO public.auth_permission VALUES (112, 'Can add incident', 30, 'add_incident');
INSERT INTO public.auth_permission VALUES (113, 'Can change incident', 30, 'change_incident');
INSERT INTO public.auth_permission VALUES (114, 'Can delete incident', 30, 'delete_incident');
INSERT INTO public.auth_permission VALUES (115, 'Can view incident', 30, 'view_incident');
INSERT INTO public.auth_permission VALUES (116, 'Can add content type', 31, 'add_contenttype');
INSERT INTO public.auth_permission VALUES (117, 'Can change content type', 31, 'change_contenttype');
INSERT INTO public.auth_permission VALUES (118, 'Can delete content type', 31, 'delete_contenttype');
INSERT INTO public.auth_permission VALUES (119, 'Can view content type', 31, 'view_contenttype');
INSERT INTO public.auth_permission VALUES (120, 'Can add session', 32, 'add_session');
INSERT INTO public.auth_permission VALUES (121, 'Can change session', 32, 'change_session');
INSERT INTO public.auth_permission VALUES (122, 'Can delete session', 32, 'delete_session');
INSERT INTO public.auth_permission VALUES (123, 'Can view session', 32, 'view_session');

INSERT INTO public.auth_user VALUES (1, '!', NULL, true, 'admin', '', '', '', true, true, '2026-03-26 01:00:31.627674+00');
INSERT INTO public.auth_user VALUES (2, '!', NULL, false, 'coordinator', '', '', '', true, true, '2026-03-26 01:00:36.319578+00');
INSERT INTO public.auth_user VALUES (3, '!', NULL, false, 'kim', '', '', '', true, true, '2026-03-26 01:00:42.787884+00');
INSERT INTO public.auth_user VALUES (4, '!', NULL, false, 'vic', '', '', '', true, true, '2026-03-26 01:00:42.816116+00');

INSERT INTO public.auth_user_groups VALUES (1, 2, 2);
INSERT INTO public.auth_user_groups VALUES (2, 3, 3);
INSERT INTO public.auth_user_groups VALUES (3, 4, 1);
INSERT INTO public.auth_user_groups VALUES (4, 4, 4);

INSERT INTO public.certifications_autopause VALUES (1, 'log_01AAZ7BC', 'Certification peer_mentor_basic expired on 2026-03-01', '2026-03-02 01:00:03+00', NULL, '', '', 2, 1, 'mntr_02BY7M3RL');
INSERT INTO public.certifications_autopause VALUES (2, 'log_JHKMPWHA', 'Certification peer_mentor_standard expired on 2025-08-27', '2025-08-28 01:00:03+00', '2025-09-06 11:00:00+00', 'coordinator-004', 'renewal-0021 moved the expiry to 2026-12-26', 49, 2, 'mntr_46Q4TB0P8N');
INSERT INTO public.certifications_autopause VALUES (3, 'log_BMGDH6RF', 'Certification peer_mentor_basic expired on 2025-10-16', '2025-10-17 01:00:03+00', '2025-10-26 11:00:00+00', 'coordinator-006', 'renewal-0026 moved the expiry to 2026-12-17', 48, 3, 'mntr_45YW0HRGQ1');
INSERT INTO public.certifications_autopause VALUES (4, 'log_NDY3WKRT', 'Certification peer_mentor_advanced expired on 2025-12-05', '2025-12-06 01:00:03+00', '2025-12-15 11:00:00+00', 'coordinator-006', 'renewal-0031 moved the expiry to 2026-12-08', 47, 4, 'mntr_44VW8WX3RX');
INSERT INTO public.certifications_autopause VALUES (5, 'log_S5TT0BBY', 'Certification peer_mentor_standard expired on 2026-01-09', '2026-01-10 01:00:03+00', '2026-01-19 11:00:00+00', 'coordinator-008', 'renewal-0035 moved the expiry to 2026-11-29', 46, 5, 'mntr_43ATD19XCJ');
INSERT INTO public.certifications_autopause VALUES (6, 'log_C2RPNGXD', 'Certification peer_mentor_basic expired on 2026-02-13', '2026-02-14 01:00:03+00', '2026-02-23 11:00:00+00', 'coordinator-006', 'renewal-0038 moved the expiry to 2026-11-20', 45, 6, 'mntr_42109KV6VQ');
INSERT INTO public.certifications_autopause VALUES (8, 'log_X9KQ7XWE', 'Certification peer_mentor_basic expired on 2026-03-24', '2026-03-26 01:00:42.459745+00', '2026-03-26 01:00:43.704061+00', 'kim', 'renewal-0043 moved the expiry to 2030-03-31', 6, 7, 'mntr_03NH06D933');
INSERT INTO public.certifications_autopause VALUES (9, 'log_G64EV7H1', 'Certification peer_mentor_standard expired on 2026-03-21', '2026-03-26 01:00:42.459745+00', '2026-03-26 01:00:43.836121+00', 'kim', 'renewal-0044 moved the expiry to 2031-03-31', 7, 7, 'mntr_04PM4HK68A');
INSERT INTO public.certifications_autopause VALUES (7, 'log_C26WYQJB', 'Certification peer_mentor_standard expired on 2026-03-15', '2026-03-26 01:00:42.459745+00', '2026-03-26 01:00:44.665776+00', 'kim', 'Undone, exempt until 2026-04-05: Paper was late', 3, 7, 'mentor-001');

INSERT INTO public.certifications_block OVERRIDING SYSTEM VALUE VALUES (1, 0, 84);

INSERT INTO public.certifications_certification VALUES (1, 'cert_04QR8TZ2', '2024-06-15 00:00:00+00', '2027-06-15 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-06-15 11:30:00+00', '2024-06-15 11:30:00+00', 'peer_mentor_basic', 'mntr_01HX4V2K8P');
INSERT INTO public.certifications_certification VALUES (2, 'cert_03PQ7SY1', '2023-03-01 00:00:00+00', '2026-03-01 00:00:00+00', NULL, '', '', true, '2026-03-02 01:00:00+00', true, NULL, '2023-03-01 11:30:00+00', '2023-03-01 11:30:00+00', 'peer_mentor_basic', 'mntr_02BY7M3RL');
INSERT INTO public.certifications_certification VALUES (4, 'cert_HQKHR8EW', '2023-09-01 00:00:00+00', '2026-03-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-09-01 11:30:00+00', '2023-09-01 11:30:00+00', 'peer_mentor_advanced', 'mentor-042');
INSERT INTO public.certifications_certification VALUES (9, 'cert_XWCJRA88', '2025-03-20 00:00:00+00', '2026-03-20 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-03-20 11:30:00+00', '2025-03-20 11:30:00+00', 'peer_mentor_trainer', 'mntr_060XKWP92Z');
INSERT INTO public.certifications_certification VALUES (10, 'cert_TET32X5T', '2025-01-20 00:00:00+00', '2027-01-20 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-01-20 11:30:00+00', '2025-01-20 11:30:00+00', 'peer_mentor_standard', 'mntr_07FCVT49EY');
INSERT INTO public.certifications_certification VALUES (11, 'cert_BNB0XH8W', '2025-05-20 00:00:00+00', '2027-05-20 00:00:00+00', '2026-03-06 10:00:00+00', 'Left the programme.', '', false, NULL, true, NULL, '2025-05-20 11:30:00+00', '2025-05-20 11:30:00+00', 'peer_mentor_advanced', 'mntr_08XDA10YV3');
INSERT INTO public.certifications_certification VALUES (12, 'cert_KKYXEASG', '2023-03-27 00:00:00+00', '2026-03-26 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-03-27 11:30:00+00', '2023-03-27 11:30:00+00', 'peer_mentor_basic', 'mntr_09AZNXBKRH');
INSERT INTO public.certifications_certification VALUES (13, 'cert_AXPYPYFP', '2024-03-27 00:00:00+00', '2026-03-27 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-03-27 11:30:00+00', '2024-03-27 11:30:00+00', 'peer_mentor_standard', 'mntr_109A78FC3W');
INSERT INTO public.certifications_certification VALUES (14, 'cert_G2FGHE1D', '2024-03-29 00:00:00+00', '2026-03-29 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-03-29 11:30:00+00', '2024-03-29 11:30:00+00', 'peer_mentor_advanced', 'mntr_11K1YR2PMY');
INSERT INTO public.certifications_certification VALUES (15, 'cert_2QNHAXRC', '2023-04-01 00:00:00+00', '2026-03-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-04-01 11:30:00+00', '2023-04-01 11:30:00+00', 'peer_mentor_basic', 'mntr_127YAYBB0T');
INSERT INTO public.certifications_certification VALUES (16, 'cert_QQJ4X1M5', '2024-04-01 00:00:00+00', '2026-04-01 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-04-01 11:30:00+00', '2024-04-01 11:30:00+00', 'peer_mentor_standard', 'mntr_13T0R3KQX3');
INSERT INTO public.certifications_certification VALUES (17, 'cert_8CF1DKE8', '2024-04-04 00:00:00+00', '2026-04-04 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-04-04 11:30:00+00', '2024-04-04 11:30:00+00', 'peer_mentor_advanced', 'mntr_14X4J9EH69');
INSERT INTO public.certifications_certification VALUES (18, 'cert_DXZMJTGY', '2023-04-10 00:00:00+00', '2026-04-09 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-04-10 11:30:00+00', '2023-04-10 11:30:00+00', 'peer_mentor_basic', 'mntr_15W8R3KRQK');
INSERT INTO public.certifications_certification VALUES (19, 'cert_KFWTQV4S', '2024-04-15 00:00:00+00', '2026-04-15 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-04-15 11:30:00+00', '2024-04-15 11:30:00+00', 'peer_mentor_standard', 'mntr_16KF6EKAE9');
INSERT INTO public.certifications_certification VALUES (20, 'cert_0JH4652P', '2024-04-22 00:00:00+00', '2026-04-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-04-22 11:30:00+00', '2024-04-22 11:30:00+00', 'peer_mentor_advanced', 'mntr_17WJ275WAG');
INSERT INTO public.certifications_certification VALUES (21, 'cert_E6PG0R2A', '2023-04-29 00:00:00+00', '2026-04-28 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-04-29 11:30:00+00', '2023-04-29 11:30:00+00', 'peer_mentor_basic', 'mntr_18GSHXCGJH');
INSERT INTO public.certifications_certification VALUES (22, 'cert_WJW9HSD8', '2024-05-06 00:00:00+00', '2026-05-06 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-05-06 11:30:00+00', '2024-05-06 11:30:00+00', 'peer_mentor_standard', 'mntr_196C936N3E');
INSERT INTO public.certifications_certification VALUES (23, 'cert_TXCVHG8Z', '2024-05-13 00:00:00+00', '2026-05-13 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-05-13 11:30:00+00', '2024-05-13 11:30:00+00', 'peer_mentor_advanced', 'mntr_2065WRZQYE');
INSERT INTO public.certifications_certification VALUES (24, 'cert_Z2W0VARB', '2023-05-22 00:00:00+00', '2026-05-21 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-05-22 11:30:00+00', '2023-05-22 11:30:00+00', 'peer_mentor_basic', 'mntr_21CZ7PRDNK');
INSERT INTO public.certifications_certification VALUES (25, 'cert_RDTYZ447', '2024-05-28 00:00:00+00', '2026-05-28 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-05-28 11:30:00+00', '2024-05-28 11:30:00+00', 'peer_mentor_standard', 'mntr_22D8T6ZGEZ');
INSERT INTO public.certifications_certification VALUES (26, 'cert_D3YRAQBV', '2024-06-05 00:00:00+00', '2026-06-05 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-06-05 11:30:00+00', '2024-06-05 11:30:00+00', 'peer_mentor_advanced', 'mntr_230FDBCEMG');
INSERT INTO public.certifications_certification VALUES (27, 'cert_0GXFQ07A', '2023-06-15 00:00:00+00', '2026-06-14 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-06-15 11:30:00+00', '2023-06-15 11:30:00+00', 'peer_mentor_basic', 'mntr_24B19V8BSB');
INSERT INTO public.certifications_certification VALUES (28, 'cert_2FDFG6CF', '2024-06-22 00:00:00+00', '2026-06-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-06-22 11:30:00+00', '2024-06-22 11:30:00+00', 'peer_mentor_standard', 'mntr_25A6759ZMZ');
INSERT INTO public.certifications_certification VALUES (29, 'cert_0F6WB515', '2024-06-29 00:00:00+00', '2026-06-29 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-06-29 11:30:00+00', '2024-06-29 11:30:00+00', 'peer_mentor_advanced', 'mntr_26QCCK23XK');
INSERT INTO public.certifications_certification VALUES (30, 'cert_WPYZ2NBG', '2023-07-09 00:00:00+00', '2026-07-08 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-07-09 11:30:00+00', '2023-07-09 11:30:00+00', 'peer_mentor_basic', 'mntr_27CGZKMSX4');
INSERT INTO public.certifications_certification VALUES (31, 'cert_WHVFT87V', '2024-07-17 00:00:00+00', '2026-07-17 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-07-17 11:30:00+00', '2024-07-17 11:30:00+00', 'peer_mentor_standard', 'mntr_28KENCTDNE');
INSERT INTO public.certifications_certification VALUES (32, 'cert_B7Y66CRZ', '2024-07-26 00:00:00+00', '2026-07-26 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-07-26 11:30:00+00', '2024-07-26 11:30:00+00', 'peer_mentor_advanced', 'mntr_29Y2W38T1M');
INSERT INTO public.certifications_certification VALUES (33, 'cert_YWWYHYPW', '2023-08-05 00:00:00+00', '2026-08-04 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-08-05 11:30:00+00', '2023-08-05 11:30:00+00', 'peer_mentor_basic', 'mntr_30TKN90SRK');
INSERT INTO public.certifications_certification VALUES (34, 'cert_D225NJN0', '2024-08-13 00:00:00+00', '2026-08-13 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-08-13 11:30:00+00', '2024-08-13 11:30:00+00', 'peer_mentor_standard', 'mntr_31PXA77E6Q');
INSERT INTO public.certifications_certification VALUES (35, 'cert_N8R9BVKF', '2024-08-22 00:00:00+00', '2026-08-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-08-22 11:30:00+00', '2024-08-22 11:30:00+00', 'peer_mentor_advanced', 'mntr_32B30AWXWP');
INSERT INTO public.certifications_certification VALUES (36, 'cert_PYXJJQV2', '2023-09-01 00:00:00+00', '2026-08-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-09-01 11:30:00+00', '2023-09-01 11:30:00+00', 'peer_mentor_basic', 'mntr_33Y2RMVW2C');
INSERT INTO public.certifications_certification VALUES (37, 'cert_5HK5F2DZ', '2024-09-09 00:00:00+00', '2026-09-09 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-09-09 11:30:00+00', '2024-09-09 11:30:00+00', 'peer_mentor_standard', 'mntr_34M137YBQY');
INSERT INTO public.certifications_certification VALUES (38, 'cert_DVHSYBWR', '2024-09-18 00:00:00+00', '2026-09-18 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-09-18 11:30:00+00', '2024-09-18 11:30:00+00', 'peer_mentor_advanced', 'mntr_351QC6157Z');
INSERT INTO public.certifications_certification VALUES (39, 'cert_Z5Y3X68F', '2023-09-28 00:00:00+00', '2026-09-27 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-09-28 11:30:00+00', '2023-09-28 11:30:00+00', 'peer_mentor_basic', 'mntr_361PYTGRVP');
INSERT INTO public.certifications_certification VALUES (40, 'cert_57AMXREE', '2024-10-06 00:00:00+00', '2026-10-06 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-10-06 11:30:00+00', '2024-10-06 11:30:00+00', 'peer_mentor_standard', 'mntr_37XXCE2DF7');
INSERT INTO public.certifications_certification VALUES (41, 'cert_P6NSP0WK', '2024-10-15 00:00:00+00', '2026-10-15 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-10-15 11:30:00+00', '2024-10-15 11:30:00+00', 'peer_mentor_advanced', 'mntr_38ETG17C2D');
INSERT INTO public.certifications_certification VALUES (42, 'cert_DZZZ0J3E', '2023-10-25 00:00:00+00', '2026-10-24 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-10-25 11:30:00+00', '2023-10-25 11:30:00+00', 'peer_mentor_basic', 'mntr_390RBJPF7B');
INSERT INTO public.certifications_certification VALUES (43, 'cert_ADXZHHKB', '2024-11-02 00:00:00+00', '2026-11-02 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-11-02 11:30:00+00', '2024-11-02 11:30:00+00', 'peer_mentor_standard', 'mntr_400FPG8JFA');
INSERT INTO public.certifications_certification VALUES (44, 'cert_3WXQKYA5', '2024-11-11 00:00:00+00', '2026-11-11 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-11-11 11:30:00+00', '2024-11-11 11:30:00+00', 'peer_mentor_advanced', 'mntr_41PCPGSBA7');
INSERT INTO public.certifications_certification VALUES (45, 'cert_DNTJ943T', '2023-11-21 00:00:00+00', '2026-11-20 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-11-21 11:30:00+00', '2023-11-21 11:30:00+00', 'peer_mentor_basic', 'mntr_42109KV6VQ');
INSERT INTO public.certifications_certification VALUES (46, 'cert_E7ZTZESW', '2024-11-29 00:00:00+00', '2026-11-29 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-11-29 11:30:00+00', '2024-11-29 11:30:00+00', 'peer_mentor_standard', 'mntr_43ATD19XCJ');
INSERT INTO public.certifications_certification VALUES (47, 'cert_G2DNZAS7', '2023-12-16 00:00:00+00', '2026-12-08 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-12-08 11:30:00+00', '2024-12-08 11:30:00+00', 'peer_mentor_advanced', 'mntr_44VW8WX3RX');
INSERT INTO public.certifications_certification VALUES (48, 'cert_SCXCBD3M', '2023-12-18 00:00:00+00', '2026-12-17 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-12-18 11:30:00+00', '2023-12-18 11:30:00+00', 'peer_mentor_basic', 'mntr_45YW0HRGQ1');
INSERT INTO public.certifications_certification VALUES (49, 'cert_8KF0807A', '2023-09-07 00:00:00+00', '2026-12-26 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-12-26 11:30:00+00', '2024-12-26 11:30:00+00', 'peer_mentor_standard', 'mntr_46Q4TB0P8N');
INSERT INTO public.certifications_certification VALUES (50, 'cert_8YQ53W3A', '2025-01-04 00:00:00+00', '2027-01-04 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-01-04 11:30:00+00', '2025-01-04 11:30:00+00', 'peer_mentor_advanced', 'mntr_4767P55RR6');
INSERT INTO public.certifications_certification VALUES (51, 'cert_PK812J48', '2024-01-14 00:00:00+00', '2027-01-13 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-01-14 11:30:00+00', '2024-01-14 11:30:00+00', 'peer_mentor_basic', 'mntr_48Y3SGZHWN');
INSERT INTO public.certifications_certification VALUES (52, 'cert_GPFPQTRZ', '2024-02-14 00:00:00+00', '2027-01-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-01-22 11:30:00+00', '2025-01-22 11:30:00+00', 'peer_mentor_standard', 'mntr_49C1ZN80AA');
INSERT INTO public.certifications_certification VALUES (53, 'cert_TQP4MDMB', '2024-02-01 00:00:00+00', '2027-01-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-01-31 11:30:00+00', '2025-01-31 11:30:00+00', 'peer_mentor_advanced', 'mntr_50B7Q4ZDFS');
INSERT INTO public.certifications_certification VALUES (54, 'cert_BGDCHT5S', '2024-02-10 00:00:00+00', '2027-02-09 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-02-10 11:30:00+00', '2024-02-10 11:30:00+00', 'peer_mentor_basic', 'mntr_5175WMNAM1');
INSERT INTO public.certifications_certification VALUES (55, 'cert_PYK6KQ2A', '2024-01-06 00:00:00+00', '2027-02-18 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-02-18 11:30:00+00', '2025-02-18 11:30:00+00', 'peer_mentor_standard', 'mntr_52R56CX3MZ');
INSERT INTO public.certifications_certification VALUES (56, 'cert_C6GY23XK', '2023-12-24 00:00:00+00', '2027-02-27 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-02-27 11:30:00+00', '2025-02-27 11:30:00+00', 'peer_mentor_advanced', 'mntr_53F298Y91A');
INSERT INTO public.certifications_certification VALUES (57, 'cert_1CDE1F1P', '2024-03-08 00:00:00+00', '2027-03-08 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-03-08 11:30:00+00', '2024-03-08 11:30:00+00', 'peer_mentor_basic', 'mntr_54WGC75NRZ');
INSERT INTO public.certifications_certification VALUES (58, 'cert_85C9CKED', '2023-11-28 00:00:00+00', '2027-03-17 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-03-17 11:30:00+00', '2025-03-17 11:30:00+00', 'peer_mentor_standard', 'mntr_55ZK7M03ZP');
INSERT INTO public.certifications_certification VALUES (8, 'cert_GWCKBNB8', '2024-03-14 00:00:00+00', '2026-03-14 00:00:00+00', '2026-03-26 01:00:44.052626+00', 'Withdrawn', 'Withdrawn', false, NULL, true, NULL, '2024-03-14 11:30:00+00', '2026-03-26 01:00:44.055349+00', 'peer_mentor_advanced', 'mntr_050T0VKXM4');
INSERT INTO public.certifications_certification VALUES (5, 'cert_QK4Y1S4F', '2024-03-26 00:00:00+00', '2026-03-26 00:00:00+00', NULL, '', '', false, NULL, false, '2026-03-26 01:00:44.407712+00', '2024-03-26 11:30:00+00', '2026-03-26 01:00:44.407712+00', 'peer_mentor_standard', 'mentor-099');
INSERT INTO public.certifications_certification VALUES (59, 'cert_NMKK14RH', '2023-11-15 00:00:00+00', '2027-03-26 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-03-26 11:30:00+00', '2025-03-26 11:30:00+00', 'peer_mentor_advanced', 'mntr_56TXTAKHV7');
INSERT INTO public.certifications_certification VALUES (60, 'cert_7QFG0PAJ', '2024-04-04 00:00:00+00', '2027-04-04 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-04-04 11:30:00+00', '2024-04-04 11:30:00+00', 'peer_mentor_basic', 'mntr_57QEYYNMP2');
INSERT INTO public.certifications_certification VALUES (61, 'cert_3HW579WP', '2023-10-20 00:00:00+00', '2027-04-13 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-04-13 11:30:00+00', '2025-04-13 11:30:00+00', 'peer_mentor_standard', 'mntr_58WSX4VYG2');
INSERT INTO public.certifications_certification VALUES (62, 'cert_9QGHAP1V', '2023-10-07 00:00:00+00', '2027-04-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-04-22 11:30:00+00', '2025-04-22 11:30:00+00', 'peer_mentor_advanced', 'mntr_596MXEY22J');
INSERT INTO public.certifications_certification VALUES (63, 'cert_24R2CJMQ', '2024-05-01 00:00:00+00', '2027-05-01 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-05-01 11:30:00+00', '2024-05-01 11:30:00+00', 'peer_mentor_basic', 'mntr_60ZS648ZT6');
INSERT INTO public.certifications_certification VALUES (64, 'cert_AY4KAYW2', '2023-09-11 00:00:00+00', '2027-05-10 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-05-10 11:30:00+00', '2025-05-10 11:30:00+00', 'peer_mentor_standard', 'mntr_610V2CXP3V');
INSERT INTO public.certifications_certification VALUES (65, 'cert_6BT3PCZD', '2023-08-29 00:00:00+00', '2027-05-19 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-05-19 11:30:00+00', '2025-05-19 11:30:00+00', 'peer_mentor_advanced', 'mntr_622RH02C6B');
INSERT INTO public.certifications_certification VALUES (66, 'cert_M8A4WX7A', '2024-05-28 00:00:00+00', '2027-05-28 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-05-28 11:30:00+00', '2024-05-28 11:30:00+00', 'peer_mentor_basic', 'mntr_63K9Q1CFCR');
INSERT INTO public.certifications_certification VALUES (67, 'cert_R2NN637P', '2023-08-03 00:00:00+00', '2027-06-06 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-06-06 11:30:00+00', '2025-06-06 11:30:00+00', 'peer_mentor_standard', 'mntr_64J4JZ20K9');
INSERT INTO public.certifications_certification VALUES (68, 'cert_1T61FFVV', '2023-07-21 00:00:00+00', '2027-06-15 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-06-15 11:30:00+00', '2025-06-15 11:30:00+00', 'peer_mentor_advanced', 'mntr_6505JKW0C8');
INSERT INTO public.certifications_certification VALUES (69, 'cert_1HBB4R0D', '2023-07-08 00:00:00+00', '2027-06-24 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-06-24 11:30:00+00', '2024-06-24 11:30:00+00', 'peer_mentor_basic', 'mntr_666150N2HB');
INSERT INTO public.certifications_certification VALUES (70, 'cert_XWK240JG', '2023-06-25 00:00:00+00', '2027-07-03 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-07-03 11:30:00+00', '2025-07-03 11:30:00+00', 'peer_mentor_standard', 'mntr_679GFR292J');
INSERT INTO public.certifications_certification VALUES (71, 'cert_ZJYPVS1G', '2023-06-12 00:00:00+00', '2027-07-12 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-07-12 11:30:00+00', '2025-07-12 11:30:00+00', 'peer_mentor_advanced', 'mntr_688QQD0X0V');
INSERT INTO public.certifications_certification VALUES (72, 'cert_DH65HTAG', '2023-05-30 00:00:00+00', '2027-07-21 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-07-21 11:30:00+00', '2024-07-21 11:30:00+00', 'peer_mentor_basic', 'mntr_69CT79DQXM');
INSERT INTO public.certifications_certification VALUES (73, 'cert_ZMPME70Y', '2023-05-17 00:00:00+00', '2027-07-30 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-07-30 11:30:00+00', '2025-07-30 11:30:00+00', 'peer_mentor_standard', 'mntr_70EH8BZDQ0');
INSERT INTO public.certifications_certification VALUES (74, 'cert_1BA0RZF0', '2023-05-04 00:00:00+00', '2027-08-08 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-08-08 11:30:00+00', '2025-08-08 11:30:00+00', 'peer_mentor_advanced', 'mntr_712XQJFRM9');
INSERT INTO public.certifications_certification VALUES (75, 'cert_2CRP5JQG', '2023-04-21 00:00:00+00', '2027-08-17 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-08-17 11:30:00+00', '2024-08-17 11:30:00+00', 'peer_mentor_basic', 'mntr_721FZEC29J');
INSERT INTO public.certifications_certification VALUES (76, 'cert_W4V54216', '2023-04-08 00:00:00+00', '2027-08-26 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-08-26 11:30:00+00', '2025-08-26 11:30:00+00', 'peer_mentor_standard', 'mntr_73AWDDDKJS');
INSERT INTO public.certifications_certification VALUES (77, 'cert_ED41Q5XX', '2023-03-26 00:00:00+00', '2027-09-04 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-09-04 11:30:00+00', '2025-09-04 11:30:00+00', 'peer_mentor_advanced', 'mntr_747SZZPBF9');
INSERT INTO public.certifications_certification VALUES (78, 'cert_SKWRB044', '2023-03-13 00:00:00+00', '2027-09-13 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-09-13 11:30:00+00', '2024-09-13 11:30:00+00', 'peer_mentor_basic', 'mntr_75MP0JAAZY');
INSERT INTO public.certifications_certification VALUES (79, 'cert_JP8XQ0NP', '2023-02-28 00:00:00+00', '2027-09-22 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-09-22 11:30:00+00', '2025-09-22 11:30:00+00', 'peer_mentor_standard', 'mntr_765EEJZYM5');
INSERT INTO public.certifications_certification VALUES (80, 'cert_ZKREDKEK', '2023-02-15 00:00:00+00', '2027-10-01 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-10-01 11:30:00+00', '2025-10-01 11:30:00+00', 'peer_mentor_advanced', 'mntr_77PTEQ2CHB');
INSERT INTO public.certifications_certification VALUES (81, 'cert_CVD1GMWA', '2023-02-02 00:00:00+00', '2027-10-10 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-10-10 11:30:00+00', '2024-10-10 11:30:00+00', 'peer_mentor_basic', 'mntr_78V866NKPV');
INSERT INTO public.certifications_certification VALUES (82, 'cert_4S9M76C4', '2023-01-20 00:00:00+00', '2027-10-19 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-10-19 11:30:00+00', '2025-10-19 11:30:00+00', 'peer_mentor_standard', 'mntr_79KPM0WBD3');
INSERT INTO public.certifications_certification VALUES (83, 'cert_5R3680DF', '2023-01-07 00:00:00+00', '2027-10-28 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2025-10-28 11:30:00+00', '2025-10-28 11:30:00+00', 'peer_mentor_advanced', 'mntr_800XAPAYDJ');
INSERT INTO public.certifications_certification VALUES (84, 'cert_GVNE5TXW', '2022-12-25 00:00:00+00', '2027-11-06 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-11-06 11:30:00+00', '2024-11-06 11:30:00+00', 'peer_mentor_basic', 'mntr_81JRZS4FXQ');
INSERT INTO public.certifications_certification VALUES (85, 'cert_QTCQKHV3', '2025-04-01 00:00:00+00', '2027-03-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2026-03-26 01:00:43.356805+00', '2026-03-26 01:00:43.556731+00', 'first_aid', 'mentor-x');
INSERT INTO public.certifications_certification VALUES (6, 'cert_QHE0RZQF', '2023-03-25 00:00:00+00', '2030-03-31 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2023-03-25 11:30:00+00', '2026-03-26 01:00:43.704061+00', 'peer_mentor_basic', 'mntr_03NH06D933');
INSERT INTO public.certifications_certification VALUES (7, 'cert_B9YWF5XV', '2024-03-21 00:00:00+00', '2026-03-21 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-03-21 11:30:00+00', '2026-03-26 01:00:43.963998+00', 'peer_mentor_standard', 'mntr_04PM4HK68A');
INSERT INTO public.certifications_certification VALUES (3, 'cert_QX10ZA6F', '2024-03-15 00:00:00+00', '2026-03-15 00:00:00+00', NULL, '', '', false, NULL, true, NULL, '2024-03-15 11:30:00+00', '2026-03-26 01:00:44.665776+00', 'peer_mentor_standard', 'mentor-001');

INSERT INTO public.certifications_certificationtype VALUES ('peer_mentor_standard', 'Peer mentor, standard', 24, 0);
INSERT INTO public.certifications_certificationtype VALUES ('peer_mentor_advanced', 'Peer mentor, advanced', 24, 0);
INSERT INTO public.certifications_certificationtype VALUES ('peer_mentor_trainer', 'Mentor trainer', 12, 14);
INSERT INTO public.certifications_certificationtype VALUES ('first_aid', '', NULL, 0);
INSERT INTO public.certifications_certificationtype VALUES ('peer_mentor_basic', 'Peer mentor, basic', 36, 3);

INSERT INTO public.certifications_expiryrun VALUES (1, 'job_02MAR2026_01', '2026-03-02', 1, 'schedule', '', 'done', '2026-03-02', false, false, '2026-03-02 01:00:00+00', '2026-03-02 01:00:04+00', '2026-03-02 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (2, 'job_28AUG2025_01', '2025-08-28', 1, 'schedule', '', 'done', '2025-08-28', false, false, '2025-08-28 01:00:00+00', '2025-08-28 01:00:04+00', '2025-08-28 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (3, 'job_17OCT2025_01', '2025-10-17', 1, 'schedule', '', 'done', '2025-10-17', false, false, '2025-10-17 01:00:00+00', '2025-10-17 01:00:04+00', '2025-10-17 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (4, 'job_06DEC2025_01', '2025-12-06', 1, 'schedule', '', 'done', '2025-12-06', false, false, '2025-12-06 01:00:00+00', '2025-12-06 01:00:04+00', '2025-12-06 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (5, 'job_10JAN2026_01', '2026-01-10', 1, 'schedule', '', 'done', '2026-01-10', false, false, '2026-01-10 01:00:00+00', '2026-01-10 01:00:04+00', '2026-01-10 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (6, 'job_14FEB2026_01', '2026-02-14', 1, 'schedule', '', 'done', '2026-02-14', false, false, '2026-02-14 01:00:00+00', '2026-02-14 01:00:04+00', '2026-02-14 01:00:04+00', '', 0, 84, 1, 1, 0, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (7, 'job_26MAR2026_01', '2026-03-26', 1, 'command', '', 'done', '2026-03-26', false, false, '2026-03-26 01:00:42.283808+00', '2026-03-26 01:00:42.540021+00', '2026-03-26 01:00:42.540021+00', '', 0, 84, 3, 3, 1, '[]', '', '', NULL, '');
INSERT INTO public.certifications_expiryrun VALUES (8, 'job_26MAR2026_02', '2026-03-26', 2, 'api', 'kim', 'done', '2026-03-26', true, false, '2026-03-26 01:00:44.731617+00', '2026-03-26 01:00:44.784448+00', '2026-03-26 01:00:44.784448+00', '', 0, 84, 1, 1, 1, '[]', '', '', NULL, '');

INSERT INTO public.certifications_historicalcertification VALUES (1, 'command', 'cert_04QR8TZ2', '2024-06-15 00:00:00+00', '2027-06-15 00:00:00+00', NULL, '', '', NULL, '2024-06-15 11:30:00+00', NULL, 1, '2024-06-15 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_01HX4V2K8P');
INSERT INTO public.certifications_historicalcertification VALUES (2, 'command', 'cert_03PQ7SY1', '2023-03-01 00:00:00+00', '2026-03-01 00:00:00+00', NULL, '', '', NULL, '2023-03-01 11:30:00+00', NULL, 2, '2023-03-01 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_02BY7M3RL');
INSERT INTO public.certifications_historicalcertification VALUES (3, 'command', 'cert_QX10ZA6F', '2024-03-15 00:00:00+00', '2026-03-15 00:00:00+00', NULL, '', '', NULL, '2024-03-15 11:30:00+00', NULL, 3, '2024-03-15 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mentor-001');
INSERT INTO public.certifications_historicalcertification VALUES (4, 'command', 'cert_HQKHR8EW', '2023-09-01 00:00:00+00', '2026-03-31 00:00:00+00', NULL, '', '', NULL, '2023-09-01 11:30:00+00', NULL, 4, '2023-09-01 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mentor-042');
INSERT INTO public.certifications_historicalcertification VALUES (5, 'command', 'cert_QK4Y1S4F', '2024-03-26 00:00:00+00', '2026-03-26 00:00:00+00', NULL, '', '', NULL, '2024-03-26 11:30:00+00', NULL, 5, '2024-03-26 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mentor-099');
INSERT INTO public.certifications_historicalcertification VALUES (6, 'command', 'cert_QHE0RZQF', '2023-03-25 00:00:00+00', '2026-03-24 00:00:00+00', NULL, '', '', NULL, '2023-03-25 11:30:00+00', NULL, 6, '2023-03-25 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_03NH06D933');
INSERT INTO public.certifications_historicalcertification VALUES (7, 'command', 'cert_B9YWF5XV', '2024-03-21 00:00:00+00', '2026-03-21 00:00:00+00', NULL, '', '', NULL, '2024-03-21 11:30:00+00', NULL, 7, '2024-03-21 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_04PM4HK68A');
INSERT INTO public.certifications_historicalcertification VALUES (8, 'command', 'cert_GWCKBNB8', '2024-03-14 00:00:00+00', '2026-03-14 00:00:00+00', NULL, '', '', NULL, '2024-03-14 11:30:00+00', NULL, 8, '2024-03-14 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_050T0VKXM4');
INSERT INTO public.certifications_historicalcertification VALUES (9, 'command', 'cert_XWCJRA88', '2025-03-20 00:00:00+00', '2026-03-20 00:00:00+00', NULL, '', '', NULL, '2025-03-20 11:30:00+00', NULL, 9, '2025-03-20 11:30:00+00', '+', 'peer_mentor_trainer', NULL, 'mntr_060XKWP92Z');
INSERT INTO public.certifications_historicalcertification VALUES (10, 'command', 'cert_TET32X5T', '2025-01-20 00:00:00+00', '2027-01-20 00:00:00+00', NULL, '', '', NULL, '2025-01-20 11:30:00+00', NULL, 10, '2025-01-20 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_07FCVT49EY');
INSERT INTO public.certifications_historicalcertification VALUES (11, 'command', 'cert_BNB0XH8W', '2025-05-20 00:00:00+00', '2027-05-20 00:00:00+00', '2026-03-06 10:00:00+00', 'Left the programme.', '', NULL, '2025-05-20 11:30:00+00', NULL, 11, '2025-05-20 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_08XDA10YV3');
INSERT INTO public.certifications_historicalcertification VALUES (12, 'command', 'cert_KKYXEASG', '2023-03-27 00:00:00+00', '2026-03-26 00:00:00+00', NULL, '', '', NULL, '2023-03-27 11:30:00+00', NULL, 12, '2023-03-27 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_09AZNXBKRH');
INSERT INTO public.certifications_historicalcertification VALUES (13, 'command', 'cert_AXPYPYFP', '2024-03-27 00:00:00+00', '2026-03-27 00:00:00+00', NULL, '', '', NULL, '2024-03-27 11:30:00+00', NULL, 13, '2024-03-27 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_109A78FC3W');
INSERT INTO public.certifications_historicalcertification VALUES (14, 'command', 'cert_G2FGHE1D', '2024-03-29 00:00:00+00', '2026-03-29 00:00:00+00', NULL, '', '', NULL, '2024-03-29 11:30:00+00', NULL, 14, '2024-03-29 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_11K1YR2PMY');
INSERT INTO public.certifications_historicalcertification VALUES (15, 'command', 'cert_2QNHAXRC', '2023-04-01 00:00:00+00', '2026-03-31 00:00:00+00', NULL, '', '', NULL, '2023-04-01 11:30:00+00', NULL, 15, '2023-04-01 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_127YAYBB0T');
INSERT INTO public.certifications_historicalcertification VALUES (16, 'command', 'cert_QQJ4X1M5', '2024-04-01 00:00:00+00', '2026-04-01 00:00:00+00', NULL, '', '', NULL, '2024-04-01 11:30:00+00', NULL, 16, '2024-04-01 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_13T0R3KQX3');
INSERT INTO public.certifications_historicalcertification VALUES (17, 'command', 'cert_8CF1DKE8', '2024-04-04 00:00:00+00', '2026-04-04 00:00:00+00', NULL, '', '', NULL, '2024-04-04 11:30:00+00', NULL, 17, '2024-04-04 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_14X4J9EH69');
INSERT INTO public.certifications_historicalcertification VALUES (18, 'command', 'cert_DXZMJTGY', '2023-04-10 00:00:00+00', '2026-04-09 00:00:00+00', NULL, '', '', NULL, '2023-04-10 11:30:00+00', NULL, 18, '2023-04-10 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_15W8R3KRQK');
INSERT INTO public.certifications_historicalcertification VALUES (19, 'command', 'cert_KFWTQV4S', '2024-04-15 00:00:00+00', '2026-04-15 00:00:00+00', NULL, '', '', NULL, '2024-04-15 11:30:00+00', NULL, 19, '2024-04-15 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_16KF6EKAE9');
INSERT INTO public.certifications_historicalcertification VALUES (20, 'command', 'cert_0JH4652P', '2024-04-22 00:00:00+00', '2026-04-22 00:00:00+00', NULL, '', '', NULL, '2024-04-22 11:30:00+00', NULL, 20, '2024-04-22 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_17WJ275WAG');
INSERT INTO public.certifications_historicalcertification VALUES (21, 'command', 'cert_E6PG0R2A', '2023-04-29 00:00:00+00', '2026-04-28 00:00:00+00', NULL, '', '', NULL, '2023-04-29 11:30:00+00', NULL, 21, '2023-04-29 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_18GSHXCGJH');
INSERT INTO public.certifications_historicalcertification VALUES (22, 'command', 'cert_WJW9HSD8', '2024-05-06 00:00:00+00', '2026-05-06 00:00:00+00', NULL, '', '', NULL, '2024-05-06 11:30:00+00', NULL, 22, '2024-05-06 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_196C936N3E');
INSERT INTO public.certifications_historicalcertification VALUES (23, 'command', 'cert_TXCVHG8Z', '2024-05-13 00:00:00+00', '2026-05-13 00:00:00+00', NULL, '', '', NULL, '2024-05-13 11:30:00+00', NULL, 23, '2024-05-13 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_2065WRZQYE');
INSERT INTO public.certifications_historicalcertification VALUES (24, 'command', 'cert_Z2W0VARB', '2023-05-22 00:00:00+00', '2026-05-21 00:00:00+00', NULL, '', '', NULL, '2023-05-22 11:30:00+00', NULL, 24, '2023-05-22 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_21CZ7PRDNK');
INSERT INTO public.certifications_historicalcertification VALUES (25, 'command', 'cert_RDTYZ447', '2024-05-28 00:00:00+00', '2026-05-28 00:00:00+00', NULL, '', '', NULL, '2024-05-28 11:30:00+00', NULL, 25, '2024-05-28 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_22D8T6ZGEZ');
INSERT INTO public.certifications_historicalcertification VALUES (26, 'command', 'cert_D3YRAQBV', '2024-06-05 00:00:00+00', '2026-06-05 00:00:00+00', NULL, '', '', NULL, '2024-06-05 11:30:00+00', NULL, 26, '2024-06-05 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_230FDBCEMG');
INSERT INTO public.certifications_historicalcertification VALUES (27, 'command', 'cert_0GXFQ07A', '2023-06-15 00:00:00+00', '2026-06-14 00:00:00+00', NULL, '', '', NULL, '2023-06-15 11:30:00+00', NULL, 27, '2023-06-15 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_24B19V8BSB');
INSERT INTO public.certifications_historicalcertification VALUES (28, 'command', 'cert_2FDFG6CF', '2024-06-22 00:00:00+00', '2026-06-22 00:00:00+00', NULL, '', '', NULL, '2024-06-22 11:30:00+00', NULL, 28, '2024-06-22 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_25A6759ZMZ');
INSERT INTO public.certifications_historicalcertification VALUES (29, 'command', 'cert_0F6WB515', '2024-06-29 00:00:00+00', '2026-06-29 00:00:00+00', NULL, '', '', NULL, '2024-06-29 11:30:00+00', NULL, 29, '2024-06-29 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_26QCCK23XK');
INSERT INTO public.certifications_historicalcertification VALUES (30, 'command', 'cert_WPYZ2NBG', '2023-07-09 00:00:00+00', '2026-07-08 00:00:00+00', NULL, '', '', NULL, '2023-07-09 11:30:00+00', NULL, 30, '2023-07-09 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_27CGZKMSX4');
INSERT INTO public.certifications_historicalcertification VALUES (31, 'command', 'cert_WHVFT87V', '2024-07-17 00:00:00+00', '2026-07-17 00:00:00+00', NULL, '', '', NULL, '2024-07-17 11:30:00+00', NULL, 31, '2024-07-17 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_28KENCTDNE');
INSERT INTO public.certifications_historicalcertification VALUES (32, 'command', 'cert_B7Y66CRZ', '2024-07-26 00:00:00+00', '2026-07-26 00:00:00+00', NULL, '', '', NULL, '2024-07-26 11:30:00+00', NULL, 32, '2024-07-26 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_29Y2W38T1M');
INSERT INTO public.certifications_historicalcertification VALUES (33, 'command', 'cert_YWWYHYPW', '2023-08-05 00:00:00+00', '2026-08-04 00:00:00+00', NULL, '', '', NULL, '2023-08-05 11:30:00+00', NULL, 33, '2023-08-05 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_30TKN90SRK');
INSERT INTO public.certifications_historicalcertification VALUES (34, 'command', 'cert_D225NJN0', '2024-08-13 00:00:00+00', '2026-08-13 00:00:00+00', NULL, '', '', NULL, '2024-08-13 11:30:00+00', NULL, 34, '2024-08-13 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_31PXA77E6Q');
INSERT INTO public.certifications_historicalcertification VALUES (35, 'command', 'cert_N8R9BVKF', '2024-08-22 00:00:00+00', '2026-08-22 00:00:00+00', NULL, '', '', NULL, '2024-08-22 11:30:00+00', NULL, 35, '2024-08-22 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_32B30AWXWP');
INSERT INTO public.certifications_historicalcertification VALUES (36, 'command', 'cert_PYXJJQV2', '2023-09-01 00:00:00+00', '2026-08-31 00:00:00+00', NULL, '', '', NULL, '2023-09-01 11:30:00+00', NULL, 36, '2023-09-01 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_33Y2RMVW2C');
INSERT INTO public.certifications_historicalcertification VALUES (37, 'command', 'cert_5HK5F2DZ', '2024-09-09 00:00:00+00', '2026-09-09 00:00:00+00', NULL, '', '', NULL, '2024-09-09 11:30:00+00', NULL, 37, '2024-09-09 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_34M137YBQY');
INSERT INTO public.certifications_historicalcertification VALUES (38, 'command', 'cert_DVHSYBWR', '2024-09-18 00:00:00+00', '2026-09-18 00:00:00+00', NULL, '', '', NULL, '2024-09-18 11:30:00+00', NULL, 38, '2024-09-18 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_351QC6157Z');
INSERT INTO public.certifications_historicalcertification VALUES (39, 'command', 'cert_Z5Y3X68F', '2023-09-28 00:00:00+00', '2026-09-27 00:00:00+00', NULL, '', '', NULL, '2023-09-28 11:30:00+00', NULL, 39, '2023-09-28 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_361PYTGRVP');
INSERT INTO public.certifications_historicalcertification VALUES (40, 'command', 'cert_57AMXREE', '2024-10-06 00:00:00+00', '2026-10-06 00:00:00+00', NULL, '', '', NULL, '2024-10-06 11:30:00+00', NULL, 40, '2024-10-06 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_37XXCE2DF7');
INSERT INTO public.certifications_historicalcertification VALUES (41, 'command', 'cert_P6NSP0WK', '2024-10-15 00:00:00+00', '2026-10-15 00:00:00+00', NULL, '', '', NULL, '2024-10-15 11:30:00+00', NULL, 41, '2024-10-15 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_38ETG17C2D');
INSERT INTO public.certifications_historicalcertification VALUES (42, 'command', 'cert_DZZZ0J3E', '2023-10-25 00:00:00+00', '2026-10-24 00:00:00+00', NULL, '', '', NULL, '2023-10-25 11:30:00+00', NULL, 42, '2023-10-25 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_390RBJPF7B');
INSERT INTO public.certifications_historicalcertification VALUES (43, 'command', 'cert_ADXZHHKB', '2024-11-02 00:00:00+00', '2026-11-02 00:00:00+00', NULL, '', '', NULL, '2024-11-02 11:30:00+00', NULL, 43, '2024-11-02 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_400FPG8JFA');
INSERT INTO public.certifications_historicalcertification VALUES (44, 'command', 'cert_3WXQKYA5', '2024-11-11 00:00:00+00', '2026-11-11 00:00:00+00', NULL, '', '', NULL, '2024-11-11 11:30:00+00', NULL, 44, '2024-11-11 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_41PCPGSBA7');
INSERT INTO public.certifications_historicalcertification VALUES (45, 'command', 'cert_DNTJ943T', '2023-11-21 00:00:00+00', '2026-11-20 00:00:00+00', NULL, '', '', NULL, '2023-11-21 11:30:00+00', NULL, 45, '2023-11-21 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_42109KV6VQ');
INSERT INTO public.certifications_historicalcertification VALUES (46, 'command', 'cert_E7ZTZESW', '2024-11-29 00:00:00+00', '2026-11-29 00:00:00+00', NULL, '', '', NULL, '2024-11-29 11:30:00+00', NULL, 46, '2024-11-29 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_43ATD19XCJ');
INSERT INTO public.certifications_historicalcertification VALUES (47, 'command', 'cert_G2DNZAS7', '2023-12-16 00:00:00+00', '2026-12-08 00:00:00+00', NULL, '', '', NULL, '2024-12-08 11:30:00+00', NULL, 47, '2024-12-08 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_44VW8WX3RX');
INSERT INTO public.certifications_historicalcertification VALUES (48, 'command', 'cert_SCXCBD3M', '2023-12-18 00:00:00+00', '2026-12-17 00:00:00+00', NULL, '', '', NULL, '2023-12-18 11:30:00+00', NULL, 48, '2023-12-18 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_45YW0HRGQ1');
INSERT INTO public.certifications_historicalcertification VALUES (49, 'command', 'cert_8KF0807A', '2023-09-07 00:00:00+00', '2026-12-26 00:00:00+00', NULL, '', '', NULL, '2024-12-26 11:30:00+00', NULL, 49, '2024-12-26 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_46Q4TB0P8N');
INSERT INTO public.certifications_historicalcertification VALUES (50, 'command', 'cert_8YQ53W3A', '2025-01-04 00:00:00+00', '2027-01-04 00:00:00+00', NULL, '', '', NULL, '2025-01-04 11:30:00+00', NULL, 50, '2025-01-04 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_4767P55RR6');
INSERT INTO public.certifications_historicalcertification VALUES (51, 'command', 'cert_PK812J48', '2024-01-14 00:00:00+00', '2027-01-13 00:00:00+00', NULL, '', '', NULL, '2024-01-14 11:30:00+00', NULL, 51, '2024-01-14 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_48Y3SGZHWN');
INSERT INTO public.certifications_historicalcertification VALUES (52, 'command', 'cert_GPFPQTRZ', '2024-02-14 00:00:00+00', '2027-01-22 00:00:00+00', NULL, '', '', NULL, '2025-01-22 11:30:00+00', NULL, 52, '2025-01-22 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_49C1ZN80AA');
INSERT INTO public.certifications_historicalcertification VALUES (53, 'command', 'cert_TQP4MDMB', '2024-02-01 00:00:00+00', '2027-01-31 00:00:00+00', NULL, '', '', NULL, '2025-01-31 11:30:00+00', NULL, 53, '2025-01-31 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_50B7Q4ZDFS');
INSERT INTO public.certifications_historicalcertification VALUES (54, 'command', 'cert_BGDCHT5S', '2024-02-10 00:00:00+00', '2027-02-09 00:00:00+00', NULL, '', '', NULL, '2024-02-10 11:30:00+00', NULL, 54, '2024-02-10 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_5175WMNAM1');
INSERT INTO public.certifications_historicalcertification VALUES (55, 'command', 'cert_PYK6KQ2A', '2024-01-06 00:00:00+00', '2027-02-18 00:00:00+00', NULL, '', '', NULL, '2025-02-18 11:30:00+00', NULL, 55, '2025-02-18 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_52R56CX3MZ');
INSERT INTO public.certifications_historicalcertification VALUES (56, 'command', 'cert_C6GY23XK', '2023-12-24 00:00:00+00', '2027-02-27 00:00:00+00', NULL, '', '', NULL, '2025-02-27 11:30:00+00', NULL, 56, '2025-02-27 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_53F298Y91A');
INSERT INTO public.certifications_historicalcertification VALUES (57, 'command', 'cert_1CDE1F1P', '2024-03-08 00:00:00+00', '2027-03-08 00:00:00+00', NULL, '', '', NULL, '2024-03-08 11:30:00+00', NULL, 57, '2024-03-08 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_54WGC75NRZ');
INSERT INTO public.certifications_historicalcertification VALUES (58, 'command', 'cert_85C9CKED', '2023-11-28 00:00:00+00', '2027-03-17 00:00:00+00', NULL, '', '', NULL, '2025-03-17 11:30:00+00', NULL, 58, '2025-03-17 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_55ZK7M03ZP');
INSERT INTO public.certifications_historicalcertification VALUES (59, 'command', 'cert_NMKK14RH', '2023-11-15 00:00:00+00', '2027-03-26 00:00:00+00', NULL, '', '', NULL, '2025-03-26 11:30:00+00', NULL, 59, '2025-03-26 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_56TXTAKHV7');
INSERT INTO public.certifications_historicalcertification VALUES (60, 'command', 'cert_7QFG0PAJ', '2024-04-04 00:00:00+00', '2027-04-04 00:00:00+00', NULL, '', '', NULL, '2024-04-04 11:30:00+00', NULL, 60, '2024-04-04 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_57QEYYNMP2');
INSERT INTO public.certifications_historicalcertification VALUES (61, 'command', 'cert_3HW579WP', '2023-10-20 00:00:00+00', '2027-04-13 00:00:00+00', NULL, '', '', NULL, '2025-04-13 11:30:00+00', NULL, 61, '2025-04-13 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_58WSX4VYG2');
INSERT INTO public.certifications_historicalcertification VALUES (62, 'command', 'cert_9QGHAP1V', '2023-10-07 00:00:00+00', '2027-04-22 00:00:00+00', NULL, '', '', NULL, '2025-04-22 11:30:00+00', NULL, 62, '2025-04-22 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_596MXEY22J');
INSERT INTO public.certifications_historicalcertification VALUES (63, 'command', 'cert_24R2CJMQ', '2024-05-01 00:00:00+00', '2027-05-01 00:00:00+00', NULL, '', '', NULL, '2024-05-01 11:30:00+00', NULL, 63, '2024-05-01 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_60ZS648ZT6');
INSERT INTO public.certifications_historicalcertification VALUES (64, 'command', 'cert_AY4KAYW2', '2023-09-11 00:00:00+00', '2027-05-10 00:00:00+00', NULL, '', '', NULL, '2025-05-10 11:30:00+00', NULL, 64, '2025-05-10 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_610V2CXP3V');
INSERT INTO public.certifications_historicalcertification VALUES (65, 'command', 'cert_6BT3PCZD', '2023-08-29 00:00:00+00', '2027-05-19 00:00:00+00', NULL, '', '', NULL, '2025-05-19 11:30:00+00', NULL, 65, '2025-05-19 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_622RH02C6B');
INSERT INTO public.certifications_historicalcertification VALUES (66, 'command', 'cert_M8A4WX7A', '2024-05-28 00:00:00+00', '2027-05-28 00:00:00+00', NULL, '', '', NULL, '2024-05-28 11:30:00+00', NULL, 66, '2024-05-28 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_63K9Q1CFCR');
INSERT INTO public.certifications_historicalcertification VALUES (67, 'command', 'cert_R2NN637P', '2023-08-03 00:00:00+00', '2027-06-06 00:00:00+00', NULL, '', '', NULL, '2025-06-06 11:30:00+00', NULL, 67, '2025-06-06 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_64J4JZ20K9');
INSERT INTO public.certifications_historicalcertification VALUES (68, 'command', 'cert_1T61FFVV', '2023-07-21 00:00:00+00', '2027-06-15 00:00:00+00', NULL, '', '', NULL, '2025-06-15 11:30:00+00', NULL, 68, '2025-06-15 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_6505JKW0C8');
INSERT INTO public.certifications_historicalcertification VALUES (69, 'command', 'cert_1HBB4R0D', '2023-07-08 00:00:00+00', '2027-06-24 00:00:00+00', NULL, '', '', NULL, '2024-06-24 11:30:00+00', NULL, 69, '2024-06-24 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_666150N2HB');
INSERT INTO public.certifications_historicalcertification VALUES (70, 'command', 'cert_XWK240JG', '2023-06-25 00:00:00+00', '2027-07-03 00:00:00+00', NULL, '', '', NULL, '2025-07-03 11:30:00+00', NULL, 70, '2025-07-03 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_679GFR292J');
INSERT INTO public.certifications_historicalcertification VALUES (71, 'command', 'cert_ZJYPVS1G', '2023-06-12 00:00:00+00', '2027-07-12 00:00:00+00', NULL, '', '', NULL, '2025-07-12 11:30:00+00', NULL, 71, '2025-07-12 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_688QQD0X0V');
INSERT INTO public.certifications_historicalcertification VALUES (72, 'command', 'cert_DH65HTAG', '2023-05-30 00:00:00+00', '2027-07-21 00:00:00+00', NULL, '', '', NULL, '2024-07-21 11:30:00+00', NULL, 72, '2024-07-21 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_69CT79DQXM');
INSERT INTO public.certifications_historicalcertification VALUES (73, 'command', 'cert_ZMPME70Y', '2023-05-17 00:00:00+00', '2027-07-30 00:00:00+00', NULL, '', '', NULL, '2025-07-30 11:30:00+00', NULL, 73, '2025-07-30 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_70EH8BZDQ0');
INSERT INTO public.certifications_historicalcertification VALUES (74, 'command', 'cert_1BA0RZF0', '2023-05-04 00:00:00+00', '2027-08-08 00:00:00+00', NULL, '', '', NULL, '2025-08-08 11:30:00+00', NULL, 74, '2025-08-08 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_712XQJFRM9');
INSERT INTO public.certifications_historicalcertification VALUES (75, 'command', 'cert_2CRP5JQG', '2023-04-21 00:00:00+00', '2027-08-17 00:00:00+00', NULL, '', '', NULL, '2024-08-17 11:30:00+00', NULL, 75, '2024-08-17 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_721FZEC29J');
INSERT INTO public.certifications_historicalcertification VALUES (76, 'command', 'cert_W4V54216', '2023-04-08 00:00:00+00', '2027-08-26 00:00:00+00', NULL, '', '', NULL, '2025-08-26 11:30:00+00', NULL, 76, '2025-08-26 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_73AWDDDKJS');
INSERT INTO public.certifications_historicalcertification VALUES (77, 'command', 'cert_ED41Q5XX', '2023-03-26 00:00:00+00', '2027-09-04 00:00:00+00', NULL, '', '', NULL, '2025-09-04 11:30:00+00', NULL, 77, '2025-09-04 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_747SZZPBF9');
INSERT INTO public.certifications_historicalcertification VALUES (78, 'command', 'cert_SKWRB044', '2023-03-13 00:00:00+00', '2027-09-13 00:00:00+00', NULL, '', '', NULL, '2024-09-13 11:30:00+00', NULL, 78, '2024-09-13 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_75MP0JAAZY');
INSERT INTO public.certifications_historicalcertification VALUES (79, 'command', 'cert_JP8XQ0NP', '2023-02-28 00:00:00+00', '2027-09-22 00:00:00+00', NULL, '', '', NULL, '2025-09-22 11:30:00+00', NULL, 79, '2025-09-22 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_765EEJZYM5');
INSERT INTO public.certifications_historicalcertification VALUES (80, 'command', 'cert_ZKREDKEK', '2023-02-15 00:00:00+00', '2027-10-01 00:00:00+00', NULL, '', '', NULL, '2025-10-01 11:30:00+00', NULL, 80, '2025-10-01 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_77PTEQ2CHB');
INSERT INTO public.certifications_historicalcertification VALUES (81, 'command', 'cert_CVD1GMWA', '2023-02-02 00:00:00+00', '2027-10-10 00:00:00+00', NULL, '', '', NULL, '2024-10-10 11:30:00+00', NULL, 81, '2024-10-10 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_78V866NKPV');
INSERT INTO public.certifications_historicalcertification VALUES (82, 'command', 'cert_4S9M76C4', '2023-01-20 00:00:00+00', '2027-10-19 00:00:00+00', NULL, '', '', NULL, '2025-10-19 11:30:00+00', NULL, 82, '2025-10-19 11:30:00+00', '+', 'peer_mentor_standard', NULL, 'mntr_79KPM0WBD3');
INSERT INTO public.certifications_historicalcertification VALUES (83, 'command', 'cert_5R3680DF', '2023-01-07 00:00:00+00', '2027-10-28 00:00:00+00', NULL, '', '', NULL, '2025-10-28 11:30:00+00', NULL, 83, '2025-10-28 11:30:00+00', '+', 'peer_mentor_advanced', NULL, 'mntr_800XAPAYDJ');
INSERT INTO public.certifications_historicalcertification VALUES (84, 'command', 'cert_GVNE5TXW', '2022-12-25 00:00:00+00', '2027-11-06 00:00:00+00', NULL, '', '', NULL, '2024-11-06 11:30:00+00', NULL, 84, '2024-11-06 11:30:00+00', '+', 'peer_mentor_basic', NULL, 'mntr_81JRZS4FXQ');
INSERT INTO public.certifications_historicalcertification VALUES (85, 'token e8448570', 'cert_QTCQKHV3', '2025-04-01 00:00:00+00', '2026-03-31 00:00:00+00', NULL, '', '', NULL, '2026-03-26 01:00:43.356805+00', NULL, 85, '2026-03-26 01:00:43.468204+00', '+', 'first_aid', 3, 'mentor-x');
INSERT INTO public.certifications_historicalcertification VALUES (85, 'token e8448570', 'cert_QTCQKHV3', '2025-04-01 00:00:00+00', '2027-03-31 00:00:00+00', NULL, '', '', NULL, '2026-03-26 01:00:43.356805+00', 'renewal-0042 moved the expiry to 2027-03-31', 86, '2026-03-26 01:00:43.572245+00', '~', 'first_aid', 3, 'mentor-x');
INSERT INTO public.certifications_historicalcertification VALUES (6, 'token e8448570', 'cert_QHE0RZQF', '2023-03-25 00:00:00+00', '2030-03-31 00:00:00+00', NULL, '', '', NULL, '2023-03-25 11:30:00+00', 'renewal-0043 moved the expiry to 2030-03-31', 87, '2026-03-26 01:00:43.663375+00', '~', 'peer_mentor_basic', 3, 'mntr_03NH06D933');
INSERT INTO public.certifications_historicalcertification VALUES (7, 'token e8448570', 'cert_B9YWF5XV', '2024-03-21 00:00:00+00', '2031-03-31 00:00:00+00', NULL, '', '', NULL, '2024-03-21 11:30:00+00', 'renewal-0044 moved the expiry to 2031-03-31', 88, '2026-03-26 01:00:43.793144+00', '~', 'peer_mentor_standard', 3, 'mntr_04PM4HK68A');
INSERT INTO public.certifications_historicalcertification VALUES (7, 'token e8448570', 'cert_B9YWF5XV', '2024-03-21 00:00:00+00', '2026-03-21 00:00:00+00', NULL, '', '', NULL, '2024-03-21 11:30:00+00', 'renewal-0044 moved the expiry to 2026-03-21', 89, '2026-03-26 01:00:43.975379+00', '~', 'peer_mentor_standard', 3, 'mntr_04PM4HK68A');
INSERT INTO public.certifications_historicalcertification VALUES (8, 'token e8448570', 'cert_GWCKBNB8', '2024-03-14 00:00:00+00', '2026-03-14 00:00:00+00', '2026-03-26 01:00:44.052626+00', 'Withdrawn', 'Withdrawn', NULL, '2024-03-14 11:30:00+00', 'Withdrawn', 90, '2026-03-26 01:00:44.067195+00', '~', 'peer_mentor_advanced', 3, 'mntr_050T0VKXM4');
INSERT INTO public.certifications_historicalcertification VALUES (5, 'command', 'cert_QK4Y1S4F', '2024-03-26 00:00:00+00', '2026-03-26 00:00:00+00', NULL, '', '', '2026-03-26 01:00:44.407712+00', '2024-03-26 11:30:00+00', 'removed', 91, '2026-03-26 01:00:44.417129+00', '~', 'peer_mentor_standard', NULL, 'mentor-099');

INSERT INTO public.certifications_historicalcertificationtype VALUES ('token e8448570', 'first_aid', '', NULL, 0, NULL, 1, '2026-03-26 01:00:43.455387+00', '+', 3);
INSERT INTO public.certifications_historicalcertificationtype VALUES ('command', 'peer_mentor_basic', 'Peer mentor, basic', 36, 3, '', 2, '2026-03-26 01:00:44.527834+00', '~', NULL);

INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_01HX4V2K8P', 'Amara Abebe', 'amara.abebe0@mentors.example', NULL, '', '', NULL, '', '2024-06-15 09:00:00+00', NULL, 1, '2024-06-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_02BY7M3RL', 'Anton Garcia', 'anton.garcia1@mentors.example', NULL, '', '', NULL, '', '2023-03-01 09:00:00+00', NULL, 2, '2023-03-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-001', 'Beatriz Nowak', 'beatriz.nowak2@mentors.example', NULL, '', '', NULL, '', '2024-03-15 09:00:00+00', NULL, 3, '2024-03-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-042', 'Bruno Varga', 'bruno.varga3@mentors.example', NULL, '', '', NULL, '', '2023-09-01 09:00:00+00', NULL, 4, '2023-09-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-099', 'Chidi Demir', 'chidi.demir4@mentors.example', NULL, '', '', NULL, '', '2024-03-26 09:00:00+00', NULL, 5, '2024-03-26 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_03NH06D933', 'Clara Kaur', 'clara.kaur5@mentors.example', NULL, '', '', NULL, '', '2023-03-25 09:00:00+00', NULL, 6, '2023-03-25 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_04PM4HK68A', 'Dalia Silva', 'dalia.silva6@mentors.example', NULL, '', '', NULL, '', '2024-03-21 09:00:00+00', NULL, 7, '2024-03-21 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_050T0VKXM4', 'Dev Almeida', 'dev.almeida7@mentors.example', NULL, '', '', '2026-04-25', 'On parental leave; renews on return.', '2024-03-14 09:00:00+00', NULL, 8, '2024-03-14 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_060XKWP92Z', 'Elena Haddad', 'elena.haddad8@mentors.example', NULL, '', '', NULL, '', '2025-03-20 09:00:00+00', NULL, 9, '2025-03-20 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_07FCVT49EY', 'Emre Okafor', 'emre.okafor9@mentors.example', '2026-03-22 14:00:00+00', 'coordinator', 'Asked for a break.', NULL, '', '2025-01-20 09:00:00+00', NULL, 10, '2025-01-20 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_08XDA10YV3', 'Farah Weber', 'farah.weber10@mentors.example', NULL, '', '', NULL, '', '2025-05-20 09:00:00+00', NULL, 11, '2025-05-20 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_09AZNXBKRH', 'Finn Eriksen', 'finn.eriksen11@mentors.example', NULL, '', '', NULL, '', '2023-03-27 09:00:00+00', NULL, 12, '2023-03-27 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_109A78FC3W', 'Grace Lindqvist', 'grace.lindqvist12@mentors.example', NULL, '', '', NULL, '', '2024-03-27 09:00:00+00', NULL, 13, '2024-03-27 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_11K1YR2PMY', 'Hana Tanaka', 'hana.tanaka13@mentors.example', NULL, '', '', NULL, '', '2024-03-29 09:00:00+00', NULL, 14, '2024-03-29 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_127YAYBB0T', 'Idris Bauer', 'idris.bauer14@mentors.example', NULL, '', '', NULL, '', '2023-04-01 09:00:00+00', NULL, 15, '2023-04-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_13T0R3KQX3', 'Ines Ivanova', 'ines.ivanova15@mentors.example', NULL, '', '', NULL, '', '2024-04-01 09:00:00+00', NULL, 16, '2024-04-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_14X4J9EH69', 'Jonas Petrov', 'jonas.petrov16@mentors.example', NULL, '', '', NULL, '', '2024-04-04 09:00:00+00', NULL, 17, '2024-04-04 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_15W8R3KRQK', 'Kaya Yilmaz', 'kaya.yilmaz17@mentors.example', NULL, '', '', NULL, '', '2023-04-10 09:00:00+00', NULL, 18, '2023-04-10 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_16KF6EKAE9', 'Leila Fischer', 'leila.fischer18@mentors.example', NULL, '', '', NULL, '', '2024-04-15 09:00:00+00', NULL, 19, '2024-04-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_17WJ275WAG', 'Liam Moreau', 'liam.moreau19@mentors.example', NULL, '', '', NULL, '', '2024-04-22 09:00:00+00', NULL, 20, '2024-04-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_18GSHXCGJH', 'Mateo Usman', 'mateo.usman20@mentors.example', NULL, '', '', NULL, '', '2023-04-29 09:00:00+00', NULL, 21, '2023-04-29 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_196C936N3E', 'Mei Costa', 'mei.costa21@mentors.example', NULL, '', '', NULL, '', '2024-05-06 09:00:00+00', NULL, 22, '2024-05-06 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_2065WRZQYE', 'Nadia Jansen', 'nadia.jansen22@mentors.example', NULL, '', '', NULL, '', '2024-05-13 09:00:00+00', NULL, 23, '2024-05-13 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_21CZ7PRDNK', 'Noor Rossi', 'noor.rossi23@mentors.example', NULL, '', '', NULL, '', '2023-05-22 09:00:00+00', NULL, 24, '2023-05-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_22D8T6ZGEZ', 'Olga Abebe', 'olga.abebe24@mentors.example', NULL, '', '', NULL, '', '2024-05-28 09:00:00+00', NULL, 25, '2024-05-28 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_230FDBCEMG', 'Omar Garcia', 'omar.garcia25@mentors.example', NULL, '', '', NULL, '', '2024-06-05 09:00:00+00', NULL, 26, '2024-06-05 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_24B19V8BSB', 'Priya Nowak', 'priya.nowak26@mentors.example', NULL, '', '', NULL, '', '2023-06-15 09:00:00+00', NULL, 27, '2023-06-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_25A6759ZMZ', 'Rafael Varga', 'rafael.varga27@mentors.example', NULL, '', '', NULL, '', '2024-06-22 09:00:00+00', NULL, 28, '2024-06-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_26QCCK23XK', 'Sana Demir', 'sana.demir28@mentors.example', NULL, '', '', NULL, '', '2024-06-29 09:00:00+00', NULL, 29, '2024-06-29 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_27CGZKMSX4', 'Tomas Kaur', 'tomas.kaur29@mentors.example', NULL, '', '', NULL, '', '2023-07-09 09:00:00+00', NULL, 30, '2023-07-09 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_28KENCTDNE', 'Amara Silva', 'amara.silva30@mentors.example', NULL, '', '', NULL, '', '2024-07-17 09:00:00+00', NULL, 31, '2024-07-17 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_29Y2W38T1M', 'Anton Almeida', 'anton.almeida31@mentors.example', NULL, '', '', NULL, '', '2024-07-26 09:00:00+00', NULL, 32, '2024-07-26 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_30TKN90SRK', 'Beatriz Haddad', 'beatriz.haddad32@mentors.example', NULL, '', '', NULL, '', '2023-08-05 09:00:00+00', NULL, 33, '2023-08-05 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_31PXA77E6Q', 'Bruno Okafor', 'bruno.okafor33@mentors.example', NULL, '', '', NULL, '', '2024-08-13 09:00:00+00', NULL, 34, '2024-08-13 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_32B30AWXWP', 'Chidi Weber', 'chidi.weber34@mentors.example', NULL, '', '', NULL, '', '2024-08-22 09:00:00+00', NULL, 35, '2024-08-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_33Y2RMVW2C', 'Clara Eriksen', 'clara.eriksen35@mentors.example', NULL, '', '', NULL, '', '2023-09-01 09:00:00+00', NULL, 36, '2023-09-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_34M137YBQY', 'Dalia Lindqvist', 'dalia.lindqvist36@mentors.example', NULL, '', '', NULL, '', '2024-09-09 09:00:00+00', NULL, 37, '2024-09-09 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_351QC6157Z', 'Dev Tanaka', 'dev.tanaka37@mentors.example', NULL, '', '', NULL, '', '2024-09-18 09:00:00+00', NULL, 38, '2024-09-18 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_361PYTGRVP', 'Elena Bauer', 'elena.bauer38@mentors.example', NULL, '', '', NULL, '', '2023-09-28 09:00:00+00', NULL, 39, '2023-09-28 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_37XXCE2DF7', 'Emre Ivanova', 'emre.ivanova39@mentors.example', NULL, '', '', NULL, '', '2024-10-06 09:00:00+00', NULL, 40, '2024-10-06 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_38ETG17C2D', 'Farah Petrov', 'farah.petrov40@mentors.example', NULL, '', '', NULL, '', '2024-10-15 09:00:00+00', NULL, 41, '2024-10-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_390RBJPF7B', 'Finn Yilmaz', 'finn.yilmaz41@mentors.example', NULL, '', '', NULL, '', '2023-10-25 09:00:00+00', NULL, 42, '2023-10-25 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_400FPG8JFA', 'Grace Fischer', 'grace.fischer42@mentors.example', NULL, '', '', NULL, '', '2024-11-02 09:00:00+00', NULL, 43, '2024-11-02 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_41PCPGSBA7', 'Hana Moreau', 'hana.moreau43@mentors.example', NULL, '', '', NULL, '', '2024-11-11 09:00:00+00', NULL, 44, '2024-11-11 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_42109KV6VQ', 'Idris Usman', 'idris.usman44@mentors.example', NULL, '', '', NULL, '', '2023-11-21 09:00:00+00', NULL, 45, '2023-11-21 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_43ATD19XCJ', 'Ines Costa', 'ines.costa45@mentors.example', NULL, '', '', NULL, '', '2024-11-29 09:00:00+00', NULL, 46, '2024-11-29 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_44VW8WX3RX', 'Jonas Jansen', 'jonas.jansen46@mentors.example', NULL, '', '', NULL, '', '2024-12-08 09:00:00+00', NULL, 47, '2024-12-08 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_45YW0HRGQ1', 'Kaya Rossi', 'kaya.rossi47@mentors.example', NULL, '', '', NULL, '', '2023-12-18 09:00:00+00', NULL, 48, '2023-12-18 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_46Q4TB0P8N', 'Leila Abebe', 'leila.abebe48@mentors.example', NULL, '', '', NULL, '', '2024-12-26 09:00:00+00', NULL, 49, '2024-12-26 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_4767P55RR6', 'Liam Garcia', 'liam.garcia49@mentors.example', NULL, '', '', NULL, '', '2025-01-04 09:00:00+00', NULL, 50, '2025-01-04 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_48Y3SGZHWN', 'Mateo Nowak', 'mateo.nowak50@mentors.example', NULL, '', '', NULL, '', '2024-01-14 09:00:00+00', NULL, 51, '2024-01-14 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_49C1ZN80AA', 'Mei Varga', 'mei.varga51@mentors.example', NULL, '', '', NULL, '', '2025-01-22 09:00:00+00', NULL, 52, '2025-01-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_50B7Q4ZDFS', 'Nadia Demir', 'nadia.demir52@mentors.example', NULL, '', '', NULL, '', '2025-01-31 09:00:00+00', NULL, 53, '2025-01-31 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_5175WMNAM1', 'Noor Kaur', 'noor.kaur53@mentors.example', NULL, '', '', NULL, '', '2024-02-10 09:00:00+00', NULL, 54, '2024-02-10 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_52R56CX3MZ', 'Olga Silva', 'olga.silva54@mentors.example', NULL, '', '', NULL, '', '2025-02-18 09:00:00+00', NULL, 55, '2025-02-18 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_53F298Y91A', 'Omar Almeida', 'omar.almeida55@mentors.example', NULL, '', '', NULL, '', '2025-02-27 09:00:00+00', NULL, 56, '2025-02-27 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_54WGC75NRZ', 'Priya Haddad', 'priya.haddad56@mentors.example', NULL, '', '', NULL, '', '2024-03-08 09:00:00+00', NULL, 57, '2024-03-08 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_55ZK7M03ZP', 'Rafael Okafor', 'rafael.okafor57@mentors.example', NULL, '', '', NULL, '', '2025-03-17 09:00:00+00', NULL, 58, '2025-03-17 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_56TXTAKHV7', 'Sana Weber', 'sana.weber58@mentors.example', NULL, '', '', NULL, '', '2025-03-26 09:00:00+00', NULL, 59, '2025-03-26 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_57QEYYNMP2', 'Tomas Eriksen', 'tomas.eriksen59@mentors.example', NULL, '', '', NULL, '', '2024-04-04 09:00:00+00', NULL, 60, '2024-04-04 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_58WSX4VYG2', 'Amara Lindqvist', 'amara.lindqvist60@mentors.example', NULL, '', '', NULL, '', '2025-04-13 09:00:00+00', NULL, 61, '2025-04-13 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_596MXEY22J', 'Anton Tanaka', 'anton.tanaka61@mentors.example', NULL, '', '', NULL, '', '2025-04-22 09:00:00+00', NULL, 62, '2025-04-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_60ZS648ZT6', 'Beatriz Bauer', 'beatriz.bauer62@mentors.example', NULL, '', '', NULL, '', '2024-05-01 09:00:00+00', NULL, 63, '2024-05-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_610V2CXP3V', 'Bruno Ivanova', 'bruno.ivanova63@mentors.example', NULL, '', '', NULL, '', '2025-05-10 09:00:00+00', NULL, 64, '2025-05-10 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_622RH02C6B', 'Chidi Petrov', 'chidi.petrov64@mentors.example', NULL, '', '', NULL, '', '2025-05-19 09:00:00+00', NULL, 65, '2025-05-19 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_63K9Q1CFCR', 'Clara Yilmaz', 'clara.yilmaz65@mentors.example', NULL, '', '', NULL, '', '2024-05-28 09:00:00+00', NULL, 66, '2024-05-28 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_64J4JZ20K9', 'Dalia Fischer', 'dalia.fischer66@mentors.example', NULL, '', '', NULL, '', '2025-06-06 09:00:00+00', NULL, 67, '2025-06-06 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_6505JKW0C8', 'Dev Moreau', 'dev.moreau67@mentors.example', NULL, '', '', NULL, '', '2025-06-15 09:00:00+00', NULL, 68, '2025-06-15 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_666150N2HB', 'Elena Usman', 'elena.usman68@mentors.example', NULL, '', '', NULL, '', '2024-06-24 09:00:00+00', NULL, 69, '2024-06-24 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_679GFR292J', 'Emre Costa', 'emre.costa69@mentors.example', NULL, '', '', NULL, '', '2025-07-03 09:00:00+00', NULL, 70, '2025-07-03 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_688QQD0X0V', 'Farah Jansen', 'farah.jansen70@mentors.example', NULL, '', '', NULL, '', '2025-07-12 09:00:00+00', NULL, 71, '2025-07-12 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_69CT79DQXM', 'Finn Rossi', 'finn.rossi71@mentors.example', NULL, '', '', NULL, '', '2024-07-21 09:00:00+00', NULL, 72, '2024-07-21 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_70EH8BZDQ0', 'Grace Abebe', 'grace.abebe72@mentors.example', NULL, '', '', NULL, '', '2025-07-30 09:00:00+00', NULL, 73, '2025-07-30 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_712XQJFRM9', 'Hana Garcia', 'hana.garcia73@mentors.example', NULL, '', '', NULL, '', '2025-08-08 09:00:00+00', NULL, 74, '2025-08-08 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_721FZEC29J', 'Idris Nowak', 'idris.nowak74@mentors.example', NULL, '', '', NULL, '', '2024-08-17 09:00:00+00', NULL, 75, '2024-08-17 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_73AWDDDKJS', 'Ines Varga', 'ines.varga75@mentors.example', NULL, '', '', NULL, '', '2025-08-26 09:00:00+00', NULL, 76, '2025-08-26 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_747SZZPBF9', 'Jonas Demir', 'jonas.demir76@mentors.example', NULL, '', '', NULL, '', '2025-09-04 09:00:00+00', NULL, 77, '2025-09-04 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_75MP0JAAZY', 'Kaya Kaur', 'kaya.kaur77@mentors.example', NULL, '', '', NULL, '', '2024-09-13 09:00:00+00', NULL, 78, '2024-09-13 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_765EEJZYM5', 'Leila Silva', 'leila.silva78@mentors.example', NULL, '', '', NULL, '', '2025-09-22 09:00:00+00', NULL, 79, '2025-09-22 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_77PTEQ2CHB', 'Liam Almeida', 'liam.almeida79@mentors.example', NULL, '', '', NULL, '', '2025-10-01 09:00:00+00', NULL, 80, '2025-10-01 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_78V866NKPV', 'Mateo Haddad', 'mateo.haddad80@mentors.example', NULL, '', '', NULL, '', '2024-10-10 09:00:00+00', NULL, 81, '2024-10-10 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_79KPM0WBD3', 'Mei Okafor', 'mei.okafor81@mentors.example', NULL, '', '', NULL, '', '2025-10-19 09:00:00+00', NULL, 82, '2025-10-19 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_800XAPAYDJ', 'Nadia Weber', 'nadia.weber82@mentors.example', NULL, '', '', NULL, '', '2025-10-28 09:00:00+00', NULL, 83, '2025-10-28 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_81JRZS4FXQ', 'Noor Eriksen', 'noor.eriksen83@mentors.example', NULL, '', '', NULL, '', '2024-11-06 09:00:00+00', NULL, 84, '2024-11-06 09:00:00+00', '+', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('token e8448570', 'mentor-x', '', '', NULL, '', '', NULL, '', '2026-03-26 01:00:43.411203+00', NULL, 85, '2026-03-26 01:00:43.412993+00', '+', 3);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-001', 'Beatriz Nowak', 'beatriz.nowak2@mentors.example', '2026-03-26 01:00:44.104416+00', 'kim', 'On leave', NULL, '', '2024-03-15 09:00:00+00', 'On leave', 86, '2026-03-26 01:00:44.334518+00', '~', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-042', 'Bruno Varga', 'bruno.varga3@mentors.example', NULL, '', '', '2026-04-25', 'Ill', '2023-09-01 09:00:00+00', 'Ill', 87, '2026-03-26 01:00:44.365116+00', '~', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mntr_01HX4V2K8P', 'Álvaro O''Neill', 'alvaro@example.org', NULL, '', '', NULL, '', '2024-06-15 09:00:00+00', '', 88, '2026-03-26 01:00:44.499281+00', '~', NULL);
INSERT INTO public.certifications_historicalmentor VALUES ('command', 'mentor-001', 'Beatriz Nowak', 'beatriz.nowak2@mentors.example', '2026-03-26 01:00:44.104416+00', 'kim', 'On leave', '2026-04-05', 'Paper was late', '2024-03-15 09:00:00+00', 'Pause undone: Paper was late', 89, '2026-03-26 01:00:44.660184+00', '~', NULL);

INSERT INTO public.certifications_mentor VALUES ('mntr_02BY7M3RL', 'Anton Garcia', 'anton.garcia1@mentors.example', NULL, '', '', NULL, '', '2023-03-01 09:00:00+00', '2026-03-26 01:00:30.556896+00');
INSERT INTO public.certifications_mentor VALUES ('mentor-099', 'Chidi Demir', 'chidi.demir4@mentors.example', NULL, '', '', NULL, '', '2024-03-26 09:00:00+00', '2026-03-26 01:00:30.557558+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_03NH06D933', 'Clara Kaur', 'clara.kaur5@mentors.example', NULL, '', '', NULL, '', '2023-03-25 09:00:00+00', '2026-03-26 01:00:30.55772+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_04PM4HK68A', 'Dalia Silva', 'dalia.silva6@mentors.example', NULL, '', '', NULL, '', '2024-03-21 09:00:00+00', '2026-03-26 01:00:30.557835+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_050T0VKXM4', 'Dev Almeida', 'dev.almeida7@mentors.example', NULL, '', '', '2026-04-25', 'On parental leave; renews on return.', '2024-03-14 09:00:00+00', '2026-03-26 01:00:30.557907+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_060XKWP92Z', 'Elena Haddad', 'elena.haddad8@mentors.example', NULL, '', '', NULL, '', '2025-03-20 09:00:00+00', '2026-03-26 01:00:30.557975+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_07FCVT49EY', 'Emre Okafor', 'emre.okafor9@mentors.example', '2026-03-22 14:00:00+00', 'coordinator', 'Asked for a break.', NULL, '', '2025-01-20 09:00:00+00', '2026-03-26 01:00:30.558034+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_08XDA10YV3', 'Farah Weber', 'farah.weber10@mentors.example', NULL, '', '', NULL, '', '2025-05-20 09:00:00+00', '2026-03-26 01:00:30.558096+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_09AZNXBKRH', 'Finn Eriksen', 'finn.eriksen11@mentors.example', NULL, '', '', NULL, '', '2023-03-27 09:00:00+00', '2026-03-26 01:00:30.558155+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_109A78FC3W', 'Grace Lindqvist', 'grace.lindqvist12@mentors.example', NULL, '', '', NULL, '', '2024-03-27 09:00:00+00', '2026-03-26 01:00:30.558221+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_11K1YR2PMY', 'Hana Tanaka', 'hana.tanaka13@mentors.example', NULL, '', '', NULL, '', '2024-03-29 09:00:00+00', '2026-03-26 01:00:30.55835+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_127YAYBB0T', 'Idris Bauer', 'idris.bauer14@mentors.example', NULL, '', '', NULL, '', '2023-04-01 09:00:00+00', '2026-03-26 01:00:30.558441+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_13T0R3KQX3', 'Ines Ivanova', 'ines.ivanova15@mentors.example', NULL, '', '', NULL, '', '2024-04-01 09:00:00+00', '2026-03-26 01:00:30.5585+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_14X4J9EH69', 'Jonas Petrov', 'jonas.petrov16@mentors.example', NULL, '', '', NULL, '', '2024-04-04 09:00:00+00', '2026-03-26 01:00:30.558557+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_15W8R3KRQK', 'Kaya Yilmaz', 'kaya.yilmaz17@mentors.example', NULL, '', '', NULL, '', '2023-04-10 09:00:00+00', '2026-03-26 01:00:30.55861+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_16KF6EKAE9', 'Leila Fischer', 'leila.fischer18@mentors.example', NULL, '', '', NULL, '', '2024-04-15 09:00:00+00', '2026-03-26 01:00:30.558664+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_17WJ275WAG', 'Liam Moreau', 'liam.moreau19@mentors.example', NULL, '', '', NULL, '', '2024-04-22 09:00:00+00', '2026-03-26 01:00:30.558716+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_18GSHXCGJH', 'Mateo Usman', 'mateo.usman20@mentors.example', NULL, '', '', NULL, '', '2023-04-29 09:00:00+00', '2026-03-26 01:00:30.558767+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_196C936N3E', 'Mei Costa', 'mei.costa21@mentors.example', NULL, '', '', NULL, '', '2024-05-06 09:00:00+00', '2026-03-26 01:00:30.558821+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_2065WRZQYE', 'Nadia Jansen', 'nadia.jansen22@mentors.example', NULL, '', '', NULL, '', '2024-05-13 09:00:00+00', '2026-03-26 01:00:30.579219+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_21CZ7PRDNK', 'Noor Rossi', 'noor.rossi23@mentors.example', NULL, '', '', NULL, '', '2023-05-22 09:00:00+00', '2026-03-26 01:00:30.579382+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_22D8T6ZGEZ', 'Olga Abebe', 'olga.abebe24@mentors.example', NULL, '', '', NULL, '', '2024-05-28 09:00:00+00', '2026-03-26 01:00:30.57945+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_230FDBCEMG', 'Omar Garcia', 'omar.garcia25@mentors.example', NULL, '', '', NULL, '', '2024-06-05 09:00:00+00', '2026-03-26 01:00:30.579513+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_24B19V8BSB', 'Priya Nowak', 'priya.nowak26@mentors.example', NULL, '', '', NULL, '', '2023-06-15 09:00:00+00', '2026-03-26 01:00:30.579574+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_25A6759ZMZ', 'Rafael Varga', 'rafael.varga27@mentors.example', NULL, '', '', NULL, '', '2024-06-22 09:00:00+00', '2026-03-26 01:00:30.579633+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_26QCCK23XK', 'Sana Demir', 'sana.demir28@mentors.example', NULL, '', '', NULL, '', '2024-06-29 09:00:00+00', '2026-03-26 01:00:30.57969+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_27CGZKMSX4', 'Tomas Kaur', 'tomas.kaur29@mentors.example', NULL, '', '', NULL, '', '2023-07-09 09:00:00+00', '2026-03-26 01:00:30.579746+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_28KENCTDNE', 'Amara Silva', 'amara.silva30@mentors.example', NULL, '', '', NULL, '', '2024-07-17 09:00:00+00', '2026-03-26 01:00:30.579803+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_29Y2W38T1M', 'Anton Almeida', 'anton.almeida31@mentors.example', NULL, '', '', NULL, '', '2024-07-26 09:00:00+00', '2026-03-26 01:00:30.579858+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_30TKN90SRK', 'Beatriz Haddad', 'beatriz.haddad32@mentors.example', NULL, '', '', NULL, '', '2023-08-05 09:00:00+00', '2026-03-26 01:00:30.579914+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_31PXA77E6Q', 'Bruno Okafor', 'bruno.okafor33@mentors.example', NULL, '', '', NULL, '', '2024-08-13 09:00:00+00', '2026-03-26 01:00:30.579971+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_32B30AWXWP', 'Chidi Weber', 'chidi.weber34@mentors.example', NULL, '', '', NULL, '', '2024-08-22 09:00:00+00', '2026-03-26 01:00:30.580024+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_33Y2RMVW2C', 'Clara Eriksen', 'clara.eriksen35@mentors.example', NULL, '', '', NULL, '', '2023-09-01 09:00:00+00', '2026-03-26 01:00:30.580077+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_34M137YBQY', 'Dalia Lindqvist', 'dalia.lindqvist36@mentors.example', NULL, '', '', NULL, '', '2024-09-09 09:00:00+00', '2026-03-26 01:00:30.580131+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_351QC6157Z', 'Dev Tanaka', 'dev.tanaka37@mentors.example', NULL, '', '', NULL, '', '2024-09-18 09:00:00+00', '2026-03-26 01:00:30.580184+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_361PYTGRVP', 'Elena Bauer', 'elena.bauer38@mentors.example', NULL, '', '', NULL, '', '2023-09-28 09:00:00+00', '2026-03-26 01:00:30.580236+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_37XXCE2DF7', 'Emre Ivanova', 'emre.ivanova39@mentors.example', NULL, '', '', NULL, '', '2024-10-06 09:00:00+00', '2026-03-26 01:00:30.580288+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_38ETG17C2D', 'Farah Petrov', 'farah.petrov40@mentors.example', NULL, '', '', NULL, '', '2024-10-15 09:00:00+00', '2026-03-26 01:00:30.580359+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_390RBJPF7B', 'Finn Yilmaz', 'finn.yilmaz41@mentors.example', NULL, '', '', NULL, '', '2023-10-25 09:00:00+00', '2026-03-26 01:00:30.580414+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_400FPG8JFA', 'Grace Fischer', 'grace.fischer42@mentors.example', NULL, '', '', NULL, '', '2024-11-02 09:00:00+00', '2026-03-26 01:00:30.580467+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_41PCPGSBA7', 'Hana Moreau', 'hana.moreau43@mentors.example', NULL, '', '', NULL, '', '2024-11-11 09:00:00+00', '2026-03-26 01:00:30.580522+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_42109KV6VQ', 'Idris Usman', 'idris.usman44@mentors.example', NULL, '', '', NULL, '', '2023-11-21 09:00:00+00', '2026-03-26 01:00:30.580576+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_43ATD19XCJ', 'Ines Costa', 'ines.costa45@mentors.example', NULL, '', '', NULL, '', '2024-11-29 09:00:00+00', '2026-03-26 01:00:30.580628+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_44VW8WX3RX', 'Jonas Jansen', 'jonas.jansen46@mentors.example', NULL, '', '', NULL, '', '2024-12-08 09:00:00+00', '2026-03-26 01:00:30.580681+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_45YW0HRGQ1', 'Kaya Rossi', 'kaya.rossi47@mentors.example', NULL, '', '', NULL, '', '2023-12-18 09:00:00+00', '2026-03-26 01:00:30.580733+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_46Q4TB0P8N', 'Leila Abebe', 'leila.abebe48@mentors.example', NULL, '', '', NULL, '', '2024-12-26 09:00:00+00', '2026-03-26 01:00:30.580785+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_4767P55RR6', 'Liam Garcia', 'liam.garcia49@mentors.example', NULL, '', '', NULL, '', '2025-01-04 09:00:00+00', '2026-03-26 01:00:30.580836+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_48Y3SGZHWN', 'Mateo Nowak', 'mateo.nowak50@mentors.example', NULL, '', '', NULL, '', '2024-01-14 09:00:00+00', '2026-03-26 01:00:30.580887+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_49C1ZN80AA', 'Mei Varga', 'mei.varga51@mentors.example', NULL, '', '', NULL, '', '2025-01-22 09:00:00+00', '2026-03-26 01:00:30.580937+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_50B7Q4ZDFS', 'Nadia Demir', 'nadia.demir52@mentors.example', NULL, '', '', NULL, '', '2025-01-31 09:00:00+00', '2026-03-26 01:00:30.580988+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_5175WMNAM1', 'Noor Kaur', 'noor.kaur53@mentors.example', NULL, '', '', NULL, '', '2024-02-10 09:00:00+00', '2026-03-26 01:00:30.58104+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_52R56CX3MZ', 'Olga Silva', 'olga.silva54@mentors.example', NULL, '', '', NULL, '', '2025-02-18 09:00:00+00', '2026-03-26 01:00:30.581092+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_53F298Y91A', 'Omar Almeida', 'omar.almeida55@mentors.example', NULL, '', '', NULL, '', '2025-02-27 09:00:00+00', '2026-03-26 01:00:30.581146+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_54WGC75NRZ', 'Priya Haddad', 'priya.haddad56@mentors.example', NULL, '', '', NULL, '', '2024-03-08 09:00:00+00', '2026-03-26 01:00:30.581198+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_55ZK7M03ZP', 'Rafael Okafor', 'rafael.okafor57@mentors.example', NULL, '', '', NULL, '', '2025-03-17 09:00:00+00', '2026-03-26 01:00:30.58125+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_56TXTAKHV7', 'Sana Weber', 'sana.weber58@mentors.example', NULL, '', '', NULL, '', '2025-03-26 09:00:00+00', '2026-03-26 01:00:30.5813+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_57QEYYNMP2', 'Tomas Eriksen', 'tomas.eriksen59@mentors.example', NULL, '', '', NULL, '', '2024-04-04 09:00:00+00', '2026-03-26 01:00:30.581376+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_58WSX4VYG2', 'Amara Lindqvist', 'amara.lindqvist60@mentors.example', NULL, '', '', NULL, '', '2025-04-13 09:00:00+00', '2026-03-26 01:00:30.581427+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_596MXEY22J', 'Anton Tanaka', 'anton.tanaka61@mentors.example', NULL, '', '', NULL, '', '2025-04-22 09:00:00+00', '2026-03-26 01:00:30.581475+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_60ZS648ZT6', 'Beatriz Bauer', 'beatriz.bauer62@mentors.example', NULL, '', '', NULL, '', '2024-05-01 09:00:00+00', '2026-03-26 01:00:30.581524+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_610V2CXP3V', 'Bruno Ivanova', 'bruno.ivanova63@mentors.example', NULL, '', '', NULL, '', '2025-05-10 09:00:00+00', '2026-03-26 01:00:30.581576+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_622RH02C6B', 'Chidi Petrov', 'chidi.petrov64@mentors.example', NULL, '', '', NULL, '', '2025-05-19 09:00:00+00', '2026-03-26 01:00:30.581625+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_63K9Q1CFCR', 'Clara Yilmaz', 'clara.yilmaz65@mentors.example', NULL, '', '', NULL, '', '2024-05-28 09:00:00+00', '2026-03-26 01:00:30.581681+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_64J4JZ20K9', 'Dalia Fischer', 'dalia.fischer66@mentors.example', NULL, '', '', NULL, '', '2025-06-06 09:00:00+00', '2026-03-26 01:00:30.581731+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_6505JKW0C8', 'Dev Moreau', 'dev.moreau67@mentors.example', NULL, '', '', NULL, '', '2025-06-15 09:00:00+00', '2026-03-26 01:00:30.581808+00');
INSERT INTO public.certifications_mentor VALUES ('mentor-042', 'Bruno Varga', 'bruno.varga3@mentors.example', NULL, '', '', '2026-04-25', 'Ill', '2023-09-01 09:00:00+00', '2026-03-26 01:00:44.35561+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_01HX4V2K8P', 'Álvaro O''Neill', 'alvaro@example.org', NULL, '', '', NULL, '', '2024-06-15 09:00:00+00', '2026-03-26 01:00:44.493469+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_666150N2HB', 'Elena Usman', 'elena.usman68@mentors.example', NULL, '', '', NULL, '', '2024-06-24 09:00:00+00', '2026-03-26 01:00:30.581861+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_679GFR292J', 'Emre Costa', 'emre.costa69@mentors.example', NULL, '', '', NULL, '', '2025-07-03 09:00:00+00', '2026-03-26 01:00:30.581913+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_688QQD0X0V', 'Farah Jansen', 'farah.jansen70@mentors.example', NULL, '', '', NULL, '', '2025-07-12 09:00:00+00', '2026-03-26 01:00:30.581965+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_69CT79DQXM', 'Finn Rossi', 'finn.rossi71@mentors.example', NULL, '', '', NULL, '', '2024-07-21 09:00:00+00', '2026-03-26 01:00:30.582019+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_70EH8BZDQ0', 'Grace Abebe', 'grace.abebe72@mentors.example', NULL, '', '', NULL, '', '2025-07-30 09:00:00+00', '2026-03-26 01:00:30.582069+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_712XQJFRM9', 'Hana Garcia', 'hana.garcia73@mentors.example', NULL, '', '', NULL, '', '2025-08-08 09:00:00+00', '2026-03-26 01:00:30.582121+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_721FZEC29J', 'Idris Nowak', 'idris.nowak74@mentors.example', NULL, '', '', NULL, '', '2024-08-17 09:00:00+00', '2026-03-26 01:00:30.582174+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_73AWDDDKJS', 'Ines Varga', 'ines.varga75@mentors.example', NULL, '', '', NULL, '', '2025-08-26 09:00:00+00', '2026-03-26 01:00:30.582226+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_747SZZPBF9', 'Jonas Demir', 'jonas.demir76@mentors.example', NULL, '', '', NULL, '', '2025-09-04 09:00:00+00', '2026-03-26 01:00:30.582277+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_75MP0JAAZY', 'Kaya Kaur', 'kaya.kaur77@mentors.example', NULL, '', '', NULL, '', '2024-09-13 09:00:00+00', '2026-03-26 01:00:30.582365+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_765EEJZYM5', 'Leila Silva', 'leila.silva78@mentors.example', NULL, '', '', NULL, '', '2025-09-22 09:00:00+00', '2026-03-26 01:00:30.58242+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_77PTEQ2CHB', 'Liam Almeida', 'liam.almeida79@mentors.example', NULL, '', '', NULL, '', '2025-10-01 09:00:00+00', '2026-03-26 01:00:30.58247+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_78V866NKPV', 'Mateo Haddad', 'mateo.haddad80@mentors.example', NULL, '', '', NULL, '', '2024-10-10 09:00:00+00', '2026-03-26 01:00:30.582541+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_79KPM0WBD3', 'Mei Okafor', 'mei.okafor81@mentors.example', NULL, '', '', NULL, '', '2025-10-19 09:00:00+00', '2026-03-26 01:00:30.58262+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_800XAPAYDJ', 'Nadia Weber', 'nadia.weber82@mentors.example', NULL, '', '', NULL, '', '2025-10-28 09:00:00+00', '2026-03-26 01:00:30.582699+00');
INSERT INTO public.certifications_mentor VALUES ('mntr_81JRZS4FXQ', 'Noor Eriksen', 'noor.eriksen83@mentors.example', NULL, '', '', NULL, '', '2024-11-06 09:00:00+00', '2026-03-26 01:00:30.582751+00');
INSERT INTO public.certifications_mentor VALUES ('mentor-x', '', '', NULL, '', '', NULL, '', '2026-03-26 01:00:43.411203+00', '2026-03-26 01:00:43.411276+00');
INSERT INTO public.certifications_mentor VALUES ('mentor-001', 'Beatriz Nowak', 'beatriz.nowak2@mentors.example', '2026-03-26 01:00:44.104416+00', 'kim', 'On leave', '2026-04-05', 'Paper was late', '2024-03-15 09:00:00+00', '2026-03-26 01:00:44.640614+00');

INSERT INTO public.certifications_tally VALUES (3, 'certification', 'peer_mentor_advanced', '2026-03-29 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (4, 'certification', 'peer_mentor_advanced', '2026-03-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (5, 'certification', 'peer_mentor_advanced', '2026-04-04 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (7, 'certification', 'peer_mentor_advanced', '2026-04-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (6, 'cert-month', 'peer_mentor_advanced', '2026-04-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (8, 'certification', 'peer_mentor_advanced', '2026-05-13 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (9, 'cert-month', 'peer_mentor_advanced', '2026-05-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (10, 'certification', 'peer_mentor_advanced', '2026-06-05 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (12, 'certification', 'peer_mentor_advanced', '2026-06-29 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (11, 'cert-month', 'peer_mentor_advanced', '2026-06-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (13, 'certification', 'peer_mentor_advanced', '2026-07-26 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (14, 'cert-month', 'peer_mentor_advanced', '2026-07-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (15, 'certification', 'peer_mentor_advanced', '2026-08-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (16, 'cert-month', 'peer_mentor_advanced', '2026-08-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (17, 'certification', 'peer_mentor_advanced', '2026-09-18 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (18, 'cert-month', 'peer_mentor_advanced', '2026-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (19, 'certification', 'peer_mentor_advanced', '2026-10-15 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (20, 'cert-month', 'peer_mentor_advanced', '2026-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (21, 'certification', 'peer_mentor_advanced', '2026-11-11 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (22, 'cert-month', 'peer_mentor_advanced', '2026-11-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (23, 'certification', 'peer_mentor_advanced', '2026-12-08 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (24, 'cert-month', 'peer_mentor_advanced', '2026-12-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (25, 'certification', 'peer_mentor_advanced', '2027-01-04 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (27, 'certification', 'peer_mentor_advanced', '2027-01-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (26, 'cert-month', 'peer_mentor_advanced', '2027-01-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (28, 'certification', 'peer_mentor_advanced', '2027-02-27 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (29, 'cert-month', 'peer_mentor_advanced', '2027-02-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (30, 'certification', 'peer_mentor_advanced', '2027-03-26 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (31, 'cert-month', 'peer_mentor_advanced', '2027-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (32, 'certification', 'peer_mentor_advanced', '2027-04-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (33, 'cert-month', 'peer_mentor_advanced', '2027-04-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (34, 'certification', 'peer_mentor_advanced', '2027-05-19 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (35, 'cert-month', 'peer_mentor_advanced', '2027-05-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (36, 'certification', 'peer_mentor_advanced', '2027-05-20 00:00:00+00', '1970-01-01 00:00:00+00', true, 1);
INSERT INTO public.certifications_tally VALUES (37, 'cert-month', 'peer_mentor_advanced', '2027-05-01 00:00:00+00', '1970-01-01 00:00:00+00', true, 1);
INSERT INTO public.certifications_tally VALUES (38, 'certification', 'peer_mentor_advanced', '2027-06-15 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (39, 'cert-month', 'peer_mentor_advanced', '2027-06-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (40, 'certification', 'peer_mentor_advanced', '2027-07-12 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (41, 'cert-month', 'peer_mentor_advanced', '2027-07-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (42, 'certification', 'peer_mentor_advanced', '2027-08-08 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (43, 'cert-month', 'peer_mentor_advanced', '2027-08-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (44, 'certification', 'peer_mentor_advanced', '2027-09-04 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (45, 'cert-month', 'peer_mentor_advanced', '2027-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (46, 'certification', 'peer_mentor_advanced', '2027-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (48, 'certification', 'peer_mentor_advanced', '2027-10-28 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (47, 'cert-month', 'peer_mentor_advanced', '2027-10-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (49, 'certification', 'peer_mentor_basic', '2026-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (50, 'cert-month', 'peer_mentor_basic', '2026-03-01 00:00:00+00', NULL, true, 3);
INSERT INTO public.certifications_tally VALUES (52, 'certification', 'peer_mentor_basic', '2026-03-26 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (2, 'cert-month', 'peer_mentor_advanced', '2026-03-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (53, 'certification', 'peer_mentor_basic', '2026-03-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (54, 'certification', 'peer_mentor_basic', '2026-04-09 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (56, 'certification', 'peer_mentor_basic', '2026-04-28 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (55, 'cert-month', 'peer_mentor_basic', '2026-04-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (57, 'certification', 'peer_mentor_basic', '2026-05-21 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (58, 'cert-month', 'peer_mentor_basic', '2026-05-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (59, 'certification', 'peer_mentor_basic', '2026-06-14 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (60, 'cert-month', 'peer_mentor_basic', '2026-06-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (61, 'certification', 'peer_mentor_basic', '2026-07-08 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (62, 'cert-month', 'peer_mentor_basic', '2026-07-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (63, 'certification', 'peer_mentor_basic', '2026-08-04 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (65, 'certification', 'peer_mentor_basic', '2026-08-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (64, 'cert-month', 'peer_mentor_basic', '2026-08-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (66, 'certification', 'peer_mentor_basic', '2026-09-27 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (67, 'cert-month', 'peer_mentor_basic', '2026-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (68, 'certification', 'peer_mentor_basic', '2026-10-24 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (69, 'cert-month', 'peer_mentor_basic', '2026-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (70, 'certification', 'peer_mentor_basic', '2026-11-20 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (71, 'cert-month', 'peer_mentor_basic', '2026-11-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (72, 'certification', 'peer_mentor_basic', '2026-12-17 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (73, 'cert-month', 'peer_mentor_basic', '2026-12-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (74, 'certification', 'peer_mentor_basic', '2027-01-13 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (75, 'cert-month', 'peer_mentor_basic', '2027-01-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (76, 'certification', 'peer_mentor_basic', '2027-02-09 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (77, 'cert-month', 'peer_mentor_basic', '2027-02-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (78, 'certification', 'peer_mentor_basic', '2027-03-08 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (79, 'cert-month', 'peer_mentor_basic', '2027-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (80, 'certification', 'peer_mentor_basic', '2027-04-04 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (81, 'cert-month', 'peer_mentor_basic', '2027-04-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (82, 'certification', 'peer_mentor_basic', '2027-05-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (84, 'certification', 'peer_mentor_basic', '2027-05-28 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (83, 'cert-month', 'peer_mentor_basic', '2027-05-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (85, 'certification', 'peer_mentor_basic', '2027-06-15 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (87, 'certification', 'peer_mentor_basic', '2027-06-24 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (86, 'cert-month', 'peer_mentor_basic', '2027-06-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (88, 'certification', 'peer_mentor_basic', '2027-07-21 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (89, 'cert-month', 'peer_mentor_basic', '2027-07-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (90, 'certification', 'peer_mentor_basic', '2027-08-17 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (91, 'cert-month', 'peer_mentor_basic', '2027-08-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (92, 'certification', 'peer_mentor_basic', '2027-09-13 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (93, 'cert-month', 'peer_mentor_basic', '2027-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (94, 'certification', 'peer_mentor_basic', '2027-10-10 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (95, 'cert-month', 'peer_mentor_basic', '2027-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (96, 'certification', 'peer_mentor_basic', '2027-11-06 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (97, 'cert-month', 'peer_mentor_basic', '2027-11-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (98, 'certification', 'peer_mentor_standard', '2026-03-15 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (149, 'pause', NULL, NULL, NULL, false, 9);
INSERT INTO public.certifications_tally VALUES (102, 'certification', 'peer_mentor_standard', '2026-03-27 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (148, 'renewal', NULL, NULL, NULL, false, 43);
INSERT INTO public.certifications_tally VALUES (103, 'certification', 'peer_mentor_standard', '2026-04-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (105, 'certification', 'peer_mentor_standard', '2026-04-15 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (104, 'cert-month', 'peer_mentor_standard', '2026-04-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (106, 'certification', 'peer_mentor_standard', '2026-05-06 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (108, 'certification', 'peer_mentor_standard', '2026-05-28 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (107, 'cert-month', 'peer_mentor_standard', '2026-05-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (109, 'certification', 'peer_mentor_standard', '2026-06-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (110, 'cert-month', 'peer_mentor_standard', '2026-06-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (111, 'certification', 'peer_mentor_standard', '2026-07-17 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (112, 'cert-month', 'peer_mentor_standard', '2026-07-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (113, 'certification', 'peer_mentor_standard', '2026-08-13 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (114, 'cert-month', 'peer_mentor_standard', '2026-08-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (115, 'certification', 'peer_mentor_standard', '2026-09-09 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (116, 'cert-month', 'peer_mentor_standard', '2026-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (117, 'certification', 'peer_mentor_standard', '2026-10-06 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (118, 'cert-month', 'peer_mentor_standard', '2026-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (119, 'certification', 'peer_mentor_standard', '2026-11-02 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (121, 'certification', 'peer_mentor_standard', '2026-11-29 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (120, 'cert-month', 'peer_mentor_standard', '2026-11-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (122, 'certification', 'peer_mentor_standard', '2026-12-26 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (123, 'cert-month', 'peer_mentor_standard', '2026-12-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (124, 'certification', 'peer_mentor_standard', '2027-01-20 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (126, 'certification', 'peer_mentor_standard', '2027-01-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (125, 'cert-month', 'peer_mentor_standard', '2027-01-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (127, 'certification', 'peer_mentor_standard', '2027-02-18 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (128, 'cert-month', 'peer_mentor_standard', '2027-02-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (129, 'certification', 'peer_mentor_standard', '2027-03-17 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (130, 'cert-month', 'peer_mentor_standard', '2027-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (131, 'certification', 'peer_mentor_standard', '2027-04-13 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (132, 'cert-month', 'peer_mentor_standard', '2027-04-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (133, 'certification', 'peer_mentor_standard', '2027-05-10 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (134, 'cert-month', 'peer_mentor_standard', '2027-05-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (135, 'certification', 'peer_mentor_standard', '2027-06-06 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (136, 'cert-month', 'peer_mentor_standard', '2027-06-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (137, 'certification', 'peer_mentor_standard', '2027-07-03 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (139, 'certification', 'peer_mentor_standard', '2027-07-30 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (138, 'cert-month', 'peer_mentor_standard', '2027-07-01 00:00:00+00', NULL, true, 2);
INSERT INTO public.certifications_tally VALUES (140, 'certification', 'peer_mentor_standard', '2027-08-26 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (141, 'cert-month', 'peer_mentor_standard', '2027-08-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (142, 'certification', 'peer_mentor_standard', '2027-09-22 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (143, 'cert-month', 'peer_mentor_standard', '2027-09-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (144, 'certification', 'peer_mentor_standard', '2027-10-19 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (145, 'cert-month', 'peer_mentor_standard', '2027-10-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (146, 'certification', 'peer_mentor_trainer', '2026-03-20 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (147, 'cert-month', 'peer_mentor_trainer', '2026-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (152, 'certification', 'first_aid', '2027-03-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (153, 'cert-month', 'first_aid', '2027-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (99, 'cert-month', 'peer_mentor_standard', '2026-03-01 00:00:00+00', NULL, true, 3);
INSERT INTO public.certifications_tally VALUES (154, 'certification', 'peer_mentor_basic', '2030-03-31 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (155, 'cert-month', 'peer_mentor_basic', '2030-03-01 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (158, 'certification', 'peer_mentor_standard', '2026-03-21 00:00:00+00', NULL, true, 1);
INSERT INTO public.certifications_tally VALUES (159, 'certification', 'peer_mentor_advanced', '2026-03-14 00:00:00+00', '1970-01-01 00:00:00+00', true, 1);
INSERT INTO public.certifications_tally VALUES (160, 'cert-month', 'peer_mentor_advanced', '2026-03-01 00:00:00+00', '1970-01-01 00:00:00+00', true, 1);

INSERT INTO public.django_content_type VALUES (1, 'certifications', 'tally');
INSERT INTO public.django_content_type VALUES (2, 'certifications', 'historicalmentor');
INSERT INTO public.django_content_type VALUES (3, 'certifications', 'mentor');
INSERT INTO public.django_content_type VALUES (4, 'certifications', 'historicalcertificationtype');
INSERT INTO public.django_content_type VALUES (5, 'certifications', 'certificationtype');
INSERT INTO public.django_content_type VALUES (6, 'certifications', 'historicalcertification');
INSERT INTO public.django_content_type VALUES (7, 'certifications', 'certification');
INSERT INTO public.django_content_type VALUES (8, 'certifications', 'expiryrun');
INSERT INTO public.django_content_type VALUES (9, 'certifications', 'autopause');
INSERT INTO public.django_content_type VALUES (10, 'statuses', 'certificationstatus');
INSERT INTO public.django_content_type VALUES (11, 'renewals', 'historicalrenewal');
INSERT INTO public.django_content_type VALUES (12, 'renewals', 'renewal');
INSERT INTO public.django_content_type VALUES (13, 'django_q', 'task');
INSERT INTO public.django_content_type VALUES (14, 'django_q', 'success');
INSERT INTO public.django_content_type VALUES (15, 'django_q', 'failure');
INSERT INTO public.django_content_type VALUES (16, 'django_q', 'schedule');
INSERT INTO public.django_content_type VALUES (17, 'django_q', 'ormq');
INSERT INTO public.django_content_type VALUES (18, 'auth', 'permission');
INSERT INTO public.django_content_type VALUES (19, 'auth', 'group');
INSERT INTO public.django_content_type VALUES (20, 'auth', 'user');
INSERT INTO public.django_content_type VALUES (21, 'knox', 'authtoken');
INSERT INTO public.django_content_type VALUES (22, 'admin', 'logentry');
INSERT INTO public.django_content_type VALUES (23, 'axes', 'accessfailurelog');
INSERT INTO public.django_content_type VALUES (24, 'axes', 'accessattempt');
INSERT INTO public.django_content_type VALUES (25, 'axes', 'accessattemptexpiration');
INSERT INTO public.django_content_type VALUES (26, 'axes', 'accesslog');
INSERT INTO public.django_content_type VALUES (27, 'mentorcerts', 'tokenuse');
INSERT INTO public.django_content_type VALUES (28, 'mentorcerts', 'personaldataevent');
INSERT INTO public.django_content_type VALUES (29, 'mentorcerts', 'heartbeat');
INSERT INTO public.django_content_type VALUES (30, 'mentorcerts', 'incident');
INSERT INTO public.django_content_type VALUES (31, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type VALUES (32, 'sessions', 'session');

INSERT INTO public.django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-03-26 01:00:00+00');
INSERT INTO public.django_migrations VALUES (2, 'auth', '0001_initial', '2026-03-26 01:00:00.747501+00');
INSERT INTO public.django_migrations VALUES (3, 'admin', '0001_initial', '2026-03-26 01:00:01.027515+00');
INSERT INTO public.django_migrations VALUES (4, 'admin', '0002_logentry_remove_auto_add', '2026-03-26 01:00:01.126261+00');
INSERT INTO public.django_migrations VALUES (5, 'admin', '0003_logentry_add_action_flag_choices', '2026-03-26 01:00:01.294387+00');
INSERT INTO public.django_migrations VALUES (6, 'contenttypes', '0002_remove_content_type_name', '2026-03-26 01:00:01.647611+00');
INSERT INTO public.django_migrations VALUES (7, 'auth', '0002_alter_permission_name_max_length', '2026-03-26 01:00:01.822234+00');
INSERT INTO public.django_migrations VALUES (8, 'auth', '0003_alter_user_email_max_length', '2026-03-26 01:00:02.005893+00');
INSERT INTO public.django_migrations VALUES (9, 'auth', '0004_alter_user_username_opts', '2026-03-26 01:00:02.225102+00');
INSERT INTO public.django_migrations VALUES (10, 'auth', '0005_alter_user_last_login_null', '2026-03-26 01:00:02.389134+00');
INSERT INTO public.django_migrations VALUES (11, 'auth', '0006_require_contenttypes_0002', '2026-03-26 01:00:02.408095+00');
INSERT INTO public.django_migrations VALUES (12, 'auth', '0007_alter_validators_add_error_messages', '2026-03-26 01:00:02.548563+00');
INSERT INTO public.django_migrations VALUES (13, 'auth', '0008_alter_user_username_max_length', '2026-03-26 01:00:02.747605+00');
INSERT INTO public.django_migrations VALUES (14, 'auth', '0009_alter_user_last_name_max_length', '2026-03-26 01:00:02.89639+00');
INSERT INTO public.django_migrations VALUES (15, 'auth', '0010_alter_group_name_max_length', '2026-03-26 01:00:03.039404+00');
INSERT INTO public.django_migrations VALUES (16, 'auth', '0011_update_proxy_permissions', '2026-03-26 01:00:03.179721+00');
INSERT INTO public.django_migrations VALUES (17, 'auth', '0012_alter_user_first_name_max_length', '2026-03-26 01:00:03.375652+00');
INSERT INTO public.django_migrations VALUES (18, 'axes', '0001_initial', '2026-03-26 01:00:03.491845+00');
INSERT INTO public.django_migrations VALUES (19, 'axes', '0002_auto_20151217_2044', '2026-03-26 01:00:03.987468+00');
INSERT INTO public.django_migrations VALUES (20, 'axes', '0003_auto_20160322_0929', '2026-03-26 01:00:04.206524+00');
INSERT INTO public.django_migrations VALUES (21, 'axes', '0004_auto_20181024_1538', '2026-03-26 01:00:04.461779+00');
INSERT INTO public.django_migrations VALUES (22, 'axes', '0005_remove_accessattempt_trusted', '2026-03-26 01:00:04.563594+00');
INSERT INTO public.django_migrations VALUES (23, 'axes', '0006_remove_accesslog_trusted', '2026-03-26 01:00:04.617366+00');
INSERT INTO public.django_migrations VALUES (24, 'axes', '0007_alter_accessattempt_unique_together', '2026-03-26 01:00:04.843623+00');
INSERT INTO public.django_migrations VALUES (25, 'axes', '0008_accessfailurelog', '2026-03-26 01:00:05.023629+00');
INSERT INTO public.django_migrations VALUES (26, 'axes', '0009_add_session_hash', '2026-03-26 01:00:05.103467+00');
INSERT INTO public.django_migrations VALUES (27, 'axes', '0010_accessattemptexpiration', '2026-03-26 01:00:05.231442+00');
INSERT INTO public.django_migrations VALUES (28, 'django_q', '0001_initial', '2026-03-26 01:00:05.352335+00');
INSERT INTO public.django_migrations VALUES (29, 'django_q', '0002_auto_20150630_1624', '2026-03-26 01:00:05.511933+00');
INSERT INTO public.django_migrations VALUES (30, 'django_q', '0003_auto_20150708_1326', '2026-03-26 01:00:05.719451+00');
INSERT INTO public.django_migrations VALUES (31, 'django_q', '0004_auto_20150710_1043', '2026-03-26 01:00:05.761438+00');
INSERT INTO public.django_migrations VALUES (32, 'django_q', '0005_auto_20150718_1506', '2026-03-26 01:00:05.883881+00');
INSERT INTO public.django_migrations VALUES (33, 'django_q', '0006_auto_20150805_1817', '2026-03-26 01:00:05.979097+00');
INSERT INTO public.django_migrations VALUES (34, 'django_q', '0007_ormq', '2026-03-26 01:00:06.055655+00');
INSERT INTO public.django_migrations VALUES (35, 'django_q', '0008_auto_20160224_1026', '2026-03-26 01:00:06.089052+00');
INSERT INTO public.django_migrations VALUES (36, 'django_q', '0009_auto_20171009_0915', '2026-03-26 01:00:06.187458+00');
INSERT INTO public.django_migrations VALUES (37, 'django_q', '0010_auto_20200610_0856', '2026-03-26 01:00:06.309685+00');
INSERT INTO public.django_migrations VALUES (38, 'django_q', '0011_auto_20200628_1055', '2026-03-26 01:00:06.477983+00');
INSERT INTO public.django_migrations VALUES (39, 'django_q', '0012_auto_20200702_1608', '2026-03-26 01:00:06.539518+00');
INSERT INTO public.django_migrations VALUES (40, 'django_q', '0013_task_attempt_count', '2026-03-26 01:00:06.659996+00');
INSERT INTO public.django_migrations VALUES (41, 'django_q', '0014_schedule_cluster', '2026-03-26 01:00:06.731725+00');
INSERT INTO public.django_migrations VALUES (42, 'django_q', '0015_alter_schedule_schedule_type', '2026-03-26 01:00:07.559453+00');
INSERT INTO public.django_migrations VALUES (43, 'django_q', '0016_schedule_intended_date_kwarg', '2026-03-26 01:00:07.605568+00');
INSERT INTO public.django_migrations VALUES (44, 'django_q', '0017_task_cluster_alter', '2026-03-26 01:00:07.759851+00');
INSERT INTO public.django_migrations VALUES (45, 'django_q', '0018_task_success_index', '2026-03-26 01:00:07.863438+00');
INSERT INTO public.django_migrations VALUES (46, 'django_q', '0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more', '2026-03-26 01:00:08.898033+00');
INSERT INTO public.django_migrations VALUES (47, 'certifications', '0001_initial', '2026-03-26 01:00:11.535595+00');
INSERT INTO public.django_migrations VALUES (48, 'certifications', '0002_nightly_schedule', '2026-03-26 01:00:11.891693+00');
INSERT INTO public.django_migrations VALUES (49, 'certifications', '0003_history', '2026-03-26 01:00:13.20601+00');
INSERT INTO public.django_migrations VALUES (50, 'certifications', '0004_undo', '2026-03-26 01:00:13.539639+00');
INSERT INTO public.django_migrations VALUES (51, 'certifications', '0005_queue_index', '2026-03-26 01:00:13.74909+00');
INSERT INTO public.django_migrations VALUES (52, 'certifications', '0006_search_index', '2026-03-26 01:00:14.395929+00');
INSERT INTO public.django_migrations VALUES (53, 'certifications', '0007_tallies', '2026-03-26 01:00:15.007616+00');
INSERT INTO public.django_migrations VALUES (54, 'certifications', '0008_run_permission', '2026-03-26 01:00:15.114724+00');
INSERT INTO public.django_migrations VALUES (55, 'certifications', '0009_people', '2026-03-26 01:00:15.319043+00');
INSERT INTO public.django_migrations VALUES (56, 'certifications', '0010_drop_pattern_indexes', '2026-03-26 01:00:15.863678+00');
INSERT INTO public.django_migrations VALUES (57, 'certifications', '0011_tally_months', '2026-03-26 01:00:16.289682+00');
INSERT INTO public.django_migrations VALUES (58, 'certifications', '0012_blocks', '2026-03-26 01:00:16.675567+00');
INSERT INTO public.django_migrations VALUES (59, 'knox', '0001_initial', '2026-03-26 01:00:17.04739+00');
INSERT INTO public.django_migrations VALUES (60, 'knox', '0002_auto_20150916_1425', '2026-03-26 01:00:17.479631+00');
INSERT INTO public.django_migrations VALUES (61, 'knox', '0003_auto_20150916_1526', '2026-03-26 01:00:17.856284+00');
INSERT INTO public.django_migrations VALUES (62, 'knox', '0004_authtoken_expires', '2026-03-26 01:00:18.111661+00');
INSERT INTO public.django_migrations VALUES (63, 'knox', '0005_authtoken_token_key', '2026-03-26 01:00:18.375444+00');
INSERT INTO public.django_migrations VALUES (64, 'knox', '0006_auto_20160818_0932', '2026-03-26 01:00:18.995577+00');
INSERT INTO public.django_migrations VALUES (65, 'knox', '0007_auto_20190111_0542', '2026-03-26 01:00:19.215706+00');
INSERT INTO public.django_migrations VALUES (66, 'knox', '0008_remove_authtoken_salt', '2026-03-26 01:00:19.436556+00');
INSERT INTO public.django_migrations VALUES (67, 'knox', '0009_extend_authtoken_field', '2026-03-26 01:00:19.703576+00');
INSERT INTO public.django_migrations VALUES (68, 'statuses', '0001_initial', '2026-03-26 01:00:19.725454+00');
INSERT INTO public.django_migrations VALUES (69, 'renewals', '0001_initial', '2026-03-26 01:00:20.104368+00');
INSERT INTO public.django_migrations VALUES (70, 'renewals', '0002_history', '2026-03-26 01:00:20.543532+00');
INSERT INTO public.django_migrations VALUES (71, 'mentorcerts', '0001_roles', '2026-03-26 01:00:21.672081+00');
INSERT INTO public.django_migrations VALUES (72, 'mentorcerts', '0002_access', '2026-03-26 01:00:23.234833+00');
INSERT INTO public.django_migrations VALUES (73, 'mentorcerts', '0003_personal_data', '2026-03-26 01:00:23.628636+00');
INSERT INTO public.django_migrations VALUES (74, 'mentorcerts', '0004_personal_data_roles', '2026-03-26 01:00:25.363594+00');
INSERT INTO public.django_migrations VALUES (75, 'mentorcerts', '0005_watch', '2026-03-26 01:00:25.519406+00');
INSERT INTO public.django_migrations VALUES (76, 'mentorcerts', '0006_watch_schedules', '2026-03-26 01:00:26.395933+00');
INSERT INTO public.django_migrations VALUES (77, 'mentorcerts', '0007_prune_schedule', '2026-03-26 01:00:26.91182+00');
INSERT INTO public.django_migrations VALUES (78, 'renewals', '0003_tally', '2026-03-26 01:00:27.330663+00');
INSERT INTO public.django_migrations VALUES (79, 'sessions', '0001_initial', '2026-03-26 01:00:27.447432+00');

INSERT INTO public.django_q_schedule VALUES (1, 'certifications.tasks.run_expiry_job', NULL, NULL, NULL, 'C', -1, '2026-03-27 01:00:00+00', NULL, 'Nightly expiry run', NULL, '0 1 * * *', NULL, NULL);
INSERT INTO public.django_q_schedule VALUES (2, 'mentorcerts.tasks.give_sign_of_life', NULL, NULL, 'q_options={''save'': False}', 'I', -1, '2026-03-26 01:00:25.88724+00', NULL, 'Sign of life of the task cluster', 1, NULL, NULL, NULL);
INSERT INTO public.django_q_schedule VALUES (3, 'mentorcerts.tasks.look_after_runs', NULL, NULL, 'q_options={''save'': False}', 'I', -1, '2026-03-26 01:00:25.919397+00', NULL, 'Look after the nightly run', 10, NULL, NULL, NULL);
INSERT INTO public.django_q_schedule VALUES (4, 'mentorcerts.tasks.prune_old_records', NULL, NULL, NULL, 'C', -1, '2026-03-27 03:30:00+00', NULL, 'Prune old records', NULL, '30 3 * * *', NULL, NULL);

INSERT INTO public.knox_authtoken VALUES ('00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', '2026-03-26 01:00:42.849319+00', 3, NULL, 'made-for-a-test');

INSERT INTO public.mentorcerts_heartbeat VALUES ('task cluster', '2026-03-26 01:00:45.112681+00');

INSERT INTO public.mentorcerts_incident VALUES (1, 'failed', 'The run of last night failed', 'job_26MAR2026_01', '2026-03-26 01:00:45.127819+00', NULL, '2026-03-26 01:00:45.127712+00');
INSERT INTO public.mentorcerts_incident VALUES (2, 'overdue', 'The nightly run is overdue', '', '2026-03-26 01:00:45.129268+00', '2026-03-26 01:00:45.129188+00', NULL);

INSERT INTO public.mentorcerts_personaldataevent VALUES (1, 'exported', 'mntr_02BY7M3RL', '2026-03-26 01:00:44.840032+00', 'root', 'command', NULL);

INSERT INTO public.mentorcerts_tokenuse VALUES ('00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', '2026-03-26 01:00:43.340042+00');

INSERT INTO public.renewals_historicalrenewal VALUES (1, 'command', '2024-12-24 00:00:00+00', '2024-12-29 00:00:00+00', '2027-11-06 00:00:00+00', 'coordinator-009', '', NULL, '2024-12-24 11:00:00+00', NULL, 1, '2024-12-24 11:00:00+00', '+', 84, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (2, 'command', '2025-01-06 00:00:00+00', '2025-01-11 00:00:00+00', '2027-10-28 00:00:00+00', 'coordinator-007', '', NULL, '2025-01-06 11:00:00+00', NULL, 2, '2025-01-06 11:00:00+00', '+', 83, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (3, 'command', '2025-01-19 00:00:00+00', '2025-01-24 00:00:00+00', '2027-10-19 00:00:00+00', 'coordinator-002', '', NULL, '2025-01-19 11:00:00+00', NULL, 3, '2025-01-19 11:00:00+00', '+', 82, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (4, 'command', '2025-02-01 00:00:00+00', '2025-02-06 00:00:00+00', '2027-10-10 00:00:00+00', 'coordinator-009', '', NULL, '2025-02-01 11:00:00+00', NULL, 4, '2025-02-01 11:00:00+00', '+', 81, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (5, 'command', '2025-02-14 00:00:00+00', '2025-02-19 00:00:00+00', '2027-10-01 00:00:00+00', 'coordinator-006', '', NULL, '2025-02-14 11:00:00+00', NULL, 5, '2025-02-14 11:00:00+00', '+', 80, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (6, 'command', '2025-02-27 00:00:00+00', '2025-03-04 00:00:00+00', '2027-09-22 00:00:00+00', 'coordinator-007', '', NULL, '2025-02-27 11:00:00+00', NULL, 6, '2025-02-27 11:00:00+00', '+', 79, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (7, 'command', '2025-03-12 00:00:00+00', '2025-03-17 00:00:00+00', '2027-09-13 00:00:00+00', 'coordinator-001', '', NULL, '2025-03-12 11:00:00+00', NULL, 7, '2025-03-12 11:00:00+00', '+', 78, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (8, 'command', '2025-03-25 00:00:00+00', '2025-03-30 00:00:00+00', '2027-09-04 00:00:00+00', 'coordinator-001', '', NULL, '2025-03-25 11:00:00+00', NULL, 8, '2025-03-25 11:00:00+00', '+', 77, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (9, 'command', '2025-04-07 00:00:00+00', '2025-04-12 00:00:00+00', '2027-08-26 00:00:00+00', 'coordinator-009', '', NULL, '2025-04-07 11:00:00+00', NULL, 9, '2025-04-07 11:00:00+00', '+', 76, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (10, 'command', '2025-04-20 00:00:00+00', '2025-04-25 00:00:00+00', '2027-08-17 00:00:00+00', 'coordinator-009', '', NULL, '2025-04-20 11:00:00+00', NULL, 10, '2025-04-20 11:00:00+00', '+', 75, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (11, 'command', '2025-05-03 00:00:00+00', '2025-05-08 00:00:00+00', '2027-08-08 00:00:00+00', 'coordinator-004', '', NULL, '2025-05-03 11:00:00+00', NULL, 11, '2025-05-03 11:00:00+00', '+', 74, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (12, 'command', '2025-05-16 00:00:00+00', '2025-05-21 00:00:00+00', '2027-07-30 00:00:00+00', 'coordinator-002', '', NULL, '2025-05-16 11:00:00+00', NULL, 12, '2025-05-16 11:00:00+00', '+', 73, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (13, 'command', '2025-05-29 00:00:00+00', '2025-06-03 00:00:00+00', '2027-07-21 00:00:00+00', 'coordinator-009', '', NULL, '2025-05-29 11:00:00+00', NULL, 13, '2025-05-29 11:00:00+00', '+', 72, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (14, 'command', '2025-06-11 00:00:00+00', '2025-06-16 00:00:00+00', '2027-07-12 00:00:00+00', 'coordinator-008', '', NULL, '2025-06-11 11:00:00+00', NULL, 14, '2025-06-11 11:00:00+00', '+', 71, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (15, 'command', '2025-06-24 00:00:00+00', '2025-06-29 00:00:00+00', '2027-07-03 00:00:00+00', 'coordinator-007', '', NULL, '2025-06-24 11:00:00+00', NULL, 15, '2025-06-24 11:00:00+00', '+', 70, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (16, 'command', '2025-07-07 00:00:00+00', '2025-07-12 00:00:00+00', '2027-06-24 00:00:00+00', 'coordinator-002', '', NULL, '2025-07-07 11:00:00+00', NULL, 16, '2025-07-07 11:00:00+00', '+', 69, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (17, 'command', '2025-07-20 00:00:00+00', '2025-07-25 00:00:00+00', '2027-06-15 00:00:00+00', 'coordinator-002', '', NULL, '2025-07-20 11:00:00+00', NULL, 17, '2025-07-20 11:00:00+00', '+', 68, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (18, 'command', '2025-08-02 00:00:00+00', '2025-08-07 00:00:00+00', '2027-06-06 00:00:00+00', 'coordinator-008', '', NULL, '2025-08-02 11:00:00+00', NULL, 18, '2025-08-02 11:00:00+00', '+', 67, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (19, 'command', '2025-08-15 00:00:00+00', '2025-08-20 00:00:00+00', '2027-05-28 00:00:00+00', 'coordinator-008', '', NULL, '2025-08-15 11:00:00+00', NULL, 19, '2025-08-15 11:00:00+00', '+', 66, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (20, 'command', '2025-08-28 00:00:00+00', '2025-09-02 00:00:00+00', '2027-05-19 00:00:00+00', 'coordinator-009', '', NULL, '2025-08-28 11:00:00+00', NULL, 20, '2025-08-28 11:00:00+00', '+', 65, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (21, 'command', '2025-09-06 00:00:00+00', '2025-08-27 00:00:00+00', '2026-12-26 00:00:00+00', 'coordinator-004', '', NULL, '2025-09-06 11:00:00+00', NULL, 21, '2025-09-06 11:00:00+00', '+', 49, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (22, 'command', '2025-09-10 00:00:00+00', '2025-09-15 00:00:00+00', '2027-05-10 00:00:00+00', 'coordinator-009', '', NULL, '2025-09-10 11:00:00+00', NULL, 22, '2025-09-10 11:00:00+00', '+', 64, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (23, 'command', '2025-09-23 00:00:00+00', '2025-09-28 00:00:00+00', '2027-05-01 00:00:00+00', 'coordinator-003', '', NULL, '2025-09-23 11:00:00+00', NULL, 23, '2025-09-23 11:00:00+00', '+', 63, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (24, 'command', '2025-10-06 00:00:00+00', '2025-10-11 00:00:00+00', '2027-04-22 00:00:00+00', 'coordinator-007', '', NULL, '2025-10-06 11:00:00+00', NULL, 24, '2025-10-06 11:00:00+00', '+', 62, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (25, 'command', '2025-10-19 00:00:00+00', '2025-10-24 00:00:00+00', '2027-04-13 00:00:00+00', 'coordinator-009', '', NULL, '2025-10-19 11:00:00+00', NULL, 25, '2025-10-19 11:00:00+00', '+', 61, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (26, 'command', '2025-10-26 00:00:00+00', '2025-10-16 00:00:00+00', '2026-12-17 00:00:00+00', 'coordinator-006', '', NULL, '2025-10-26 11:00:00+00', NULL, 26, '2025-10-26 11:00:00+00', '+', 48, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (27, 'command', '2025-11-01 00:00:00+00', '2025-11-06 00:00:00+00', '2027-04-04 00:00:00+00', 'coordinator-001', '', NULL, '2025-11-01 11:00:00+00', NULL, 27, '2025-11-01 11:00:00+00', '+', 60, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (28, 'command', '2025-11-14 00:00:00+00', '2025-11-19 00:00:00+00', '2027-03-26 00:00:00+00', 'coordinator-003', '', NULL, '2025-11-14 11:00:00+00', NULL, 28, '2025-11-14 11:00:00+00', '+', 59, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (29, 'command', '2025-11-27 00:00:00+00', '2025-12-02 00:00:00+00', '2027-03-17 00:00:00+00', 'coordinator-001', '', NULL, '2025-11-27 11:00:00+00', NULL, 29, '2025-11-27 11:00:00+00', '+', 58, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (30, 'command', '2025-12-10 00:00:00+00', '2025-12-15 00:00:00+00', '2027-03-08 00:00:00+00', 'coordinator-003', '', NULL, '2025-12-10 11:00:00+00', NULL, 30, '2025-12-10 11:00:00+00', '+', 57, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (31, 'command', '2025-12-15 00:00:00+00', '2025-12-05 00:00:00+00', '2026-12-08 00:00:00+00', 'coordinator-006', '', NULL, '2025-12-15 11:00:00+00', NULL, 31, '2025-12-15 11:00:00+00', '+', 47, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (32, 'command', '2025-12-23 00:00:00+00', '2025-12-28 00:00:00+00', '2027-02-27 00:00:00+00', 'coordinator-008', '', NULL, '2025-12-23 11:00:00+00', NULL, 32, '2025-12-23 11:00:00+00', '+', 56, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (33, 'command', '2026-01-05 00:00:00+00', '2026-01-10 00:00:00+00', '2027-02-18 00:00:00+00', 'coordinator-005', '', NULL, '2026-01-05 11:00:00+00', NULL, 33, '2026-01-05 11:00:00+00', '+', 55, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (34, 'command', '2026-01-18 00:00:00+00', '2026-01-23 00:00:00+00', '2027-02-09 00:00:00+00', 'coordinator-001', '', NULL, '2026-01-18 11:00:00+00', NULL, 34, '2026-01-18 11:00:00+00', '+', 54, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (35, 'command', '2026-01-19 00:00:00+00', '2026-01-09 00:00:00+00', '2026-11-29 00:00:00+00', 'coordinator-008', '', NULL, '2026-01-19 11:00:00+00', NULL, 35, '2026-01-19 11:00:00+00', '+', 46, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (36, 'command', '2026-01-31 00:00:00+00', '2026-02-05 00:00:00+00', '2027-01-31 00:00:00+00', 'coordinator-003', '', NULL, '2026-01-31 11:00:00+00', NULL, 36, '2026-01-31 11:00:00+00', '+', 53, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (37, 'command', '2026-02-13 00:00:00+00', '2026-02-18 00:00:00+00', '2027-01-22 00:00:00+00', 'coordinator-009', '', NULL, '2026-02-13 11:00:00+00', NULL, 37, '2026-02-13 11:00:00+00', '+', 52, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (38, 'command', '2026-02-23 00:00:00+00', '2026-02-13 00:00:00+00', '2026-11-20 00:00:00+00', 'coordinator-006', '', NULL, '2026-02-23 11:00:00+00', NULL, 38, '2026-02-23 11:00:00+00', '+', 45, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (39, 'command', '2026-02-26 00:00:00+00', '2026-03-03 00:00:00+00', '2027-01-13 00:00:00+00', 'coordinator-006', '', NULL, '2026-02-26 11:00:00+00', NULL, 39, '2026-02-26 11:00:00+00', '+', 51, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (40, 'command', '2026-03-11 00:00:00+00', '2026-03-16 00:00:00+00', '2027-01-04 00:00:00+00', 'coordinator-006', '', NULL, '2026-03-11 11:00:00+00', NULL, 40, '2026-03-11 11:00:00+00', '+', 50, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (41, 'command', '2024-03-15 00:00:00+00', '2025-03-15 00:00:00+00', '2026-03-15 00:00:00+00', 'coordinator-007', '', NULL, '2024-03-15 11:00:00+00', NULL, 41, '2024-03-15 11:00:00+00', '+', 3, NULL);
INSERT INTO public.renewals_historicalrenewal VALUES (42, 'token e8448570', '2026-03-20 00:00:00+00', '2026-03-31 00:00:00+00', '2027-03-31 00:00:00+00', 'kim', 'By letter', NULL, '2026-03-26 01:00:43.548497+00', NULL, 42, '2026-03-26 01:00:43.549366+00', '+', 85, 3);
INSERT INTO public.renewals_historicalrenewal VALUES (43, 'token e8448570', '2026-03-24 00:00:00+00', '2026-03-24 00:00:00+00', '2030-03-31 00:00:00+00', 'kim', '', NULL, '2026-03-26 01:00:43.647886+00', NULL, 43, '2026-03-26 01:00:43.648343+00', '+', 6, 3);
INSERT INTO public.renewals_historicalrenewal VALUES (44, 'token e8448570', '2026-03-25 00:00:00+00', '2026-03-21 00:00:00+00', '2031-03-31 00:00:00+00', 'kim', '', NULL, '2026-03-26 01:00:43.779875+00', NULL, 44, '2026-03-26 01:00:43.780296+00', '+', 7, 3);
INSERT INTO public.renewals_historicalrenewal VALUES (44, 'token e8448570', '2026-03-25 00:00:00+00', '2026-03-21 00:00:00+00', '2031-03-31 00:00:00+00', 'kim', '', '2026-03-26 01:00:43.94529+00', '2026-03-26 01:00:43.779875+00', NULL, 45, '2026-03-26 01:00:43.959472+00', '~', 7, 3);

INSERT INTO public.renewals_renewal VALUES (1, '2024-12-24 00:00:00+00', '2024-12-29 00:00:00+00', '2027-11-06 00:00:00+00', 'coordinator-009', '', NULL, '2024-12-24 11:00:00+00', '2024-12-24 11:00:00+00', 84);
INSERT INTO public.renewals_renewal VALUES (2, '2025-01-06 00:00:00+00', '2025-01-11 00:00:00+00', '2027-10-28 00:00:00+00', 'coordinator-007', '', NULL, '2025-01-06 11:00:00+00', '2025-01-06 11:00:00+00', 83);
INSERT INTO public.renewals_renewal VALUES (3, '2025-01-19 00:00:00+00', '2025-01-24 00:00:00+00', '2027-10-19 00:00:00+00', 'coordinator-002', '', NULL, '2025-01-19 11:00:00+00', '2025-01-19 11:00:00+00', 82);
INSERT INTO public.renewals_renewal VALUES (4, '2025-02-01 00:00:00+00', '2025-02-06 00:00:00+00', '2027-10-10 00:00:00+00', 'coordinator-009', '', NULL, '2025-02-01 11:00:00+00', '2025-02-01 11:00:00+00', 81);
INSERT INTO public.renewals_renewal VALUES (5, '2025-02-14 00:00:00+00', '2025-02-19 00:00:00+00', '2027-10-01 00:00:00+00', 'coordinator-006', '', NULL, '2025-02-14 11:00:00+00', '2025-02-14 11:00:00+00', 80);
INSERT INTO public.renewals_renewal VALUES (6, '2025-02-27 00:00:00+00', '2025-03-04 00:00:00+00', '2027-09-22 00:00:00+00', 'coordinator-007', '', NULL, '2025-02-27 11:00:00+00', '2025-02-27 11:00:00+00', 79);
INSERT INTO public.renewals_renewal VALUES (7, '2025-03-12 00:00:00+00', '2025-03-17 00:00:00+00', '2027-09-13 00:00:00+00', 'coordinator-001', '', NULL, '2025-03-12 11:00:00+00', '2025-03-12 11:00:00+00', 78);
INSERT INTO public.renewals_renewal VALUES (8, '2025-03-25 00:00:00+00', '2025-03-30 00:00:00+00', '2027-09-04 00:00:00+00', 'coordinator-001', '', NULL, '2025-03-25 11:00:00+00', '2025-03-25 11:00:00+00', 77);
INSERT INTO public.renewals_renewal VALUES (9, '2025-04-07 00:00:00+00', '2025-04-12 00:00:00+00', '2027-08-26 00:00:00+00', 'coordinator-009', '', NULL, '2025-04-07 11:00:00+00', '2025-04-07 11:00:00+00', 76);
INSERT INTO public.renewals_renewal VALUES (10, '2025-04-20 00:00:00+00', '2025-04-25 00:00:00+00', '2027-08-17 00:00:00+00', 'coordinator-009', '', NULL, '2025-04-20 11:00:00+00', '2025-04-20 11:00:00+00', 75);
INSERT INTO public.renewals_renewal VALUES (11, '2025-05-03 00:00:00+00', '2025-05-08 00:00:00+00', '2027-08-08 00:00:00+00', 'coordinator-004', '', NULL, '2025-05-03 11:00:00+00', '2025-05-03 11:00:00+00', 74);
INSERT INTO public.renewals_renewal VALUES (12, '2025-05-16 00:00:00+00', '2025-05-21 00:00:00+00', '2027-07-30 00:00:00+00', 'coordinator-002', '', NULL, '2025-05-16 11:00:00+00', '2025-05-16 11:00:00+00', 73);
INSERT INTO public.renewals_renewal VALUES (13, '2025-05-29 00:00:00+00', '2025-06-03 00:00:00+00', '2027-07-21 00:00:00+00', 'coordinator-009', '', NULL, '2025-05-29 11:00:00+00', '2025-05-29 11:00:00+00', 72);
INSERT INTO public.renewals_renewal VALUES (14, '2025-06-11 00:00:00+00', '2025-06-16 00:00:00+00', '2027-07-12 00:00:00+00', 'coordinator-008', '', NULL, '2025-06-11 11:00:00+00', '2025-06-11 11:00:00+00', 71);
INSERT INTO public.renewals_renewal VALUES (15, '2025-06-24 00:00:00+00', '2025-06-29 00:00:00+00', '2027-07-03 00:00:00+00', 'coordinator-007', '', NULL, '2025-06-24 11:00:00+00', '2025-06-24 11:00:00+00', 70);
INSERT INTO public.renewals_renewal VALUES (16, '2025-07-07 00:00:00+00', '2025-07-12 00:00:00+00', '2027-06-24 00:00:00+00', 'coordinator-002', '', NULL, '2025-07-07 11:00:00+00', '2025-07-07 11:00:00+00', 69);
INSERT INTO public.renewals_renewal VALUES (17, '2025-07-20 00:00:00+00', '2025-07-25 00:00:00+00', '2027-06-15 00:00:00+00', 'coordinator-002', '', NULL, '2025-07-20 11:00:00+00', '2025-07-20 11:00:00+00', 68);
INSERT INTO public.renewals_renewal VALUES (18, '2025-08-02 00:00:00+00', '2025-08-07 00:00:00+00', '2027-06-06 00:00:00+00', 'coordinator-008', '', NULL, '2025-08-02 11:00:00+00', '2025-08-02 11:00:00+00', 67);
INSERT INTO public.renewals_renewal VALUES (19, '2025-08-15 00:00:00+00', '2025-08-20 00:00:00+00', '2027-05-28 00:00:00+00', 'coordinator-008', '', NULL, '2025-08-15 11:00:00+00', '2025-08-15 11:00:00+00', 66);
INSERT INTO public.renewals_renewal VALUES (20, '2025-08-28 00:00:00+00', '2025-09-02 00:00:00+00', '2027-05-19 00:00:00+00', 'coordinator-009', '', NULL, '2025-08-28 11:00:00+00', '2025-08-28 11:00:00+00', 65);
INSERT INTO public.renewals_renewal VALUES (21, '2025-09-06 00:00:00+00', '2025-08-27 00:00:00+00', '2026-12-26 00:00:00+00', 'coordinator-004', '', NULL, '2025-09-06 11:00:00+00', '2025-09-06 11:00:00+00', 49);
INSERT INTO public.renewals_renewal VALUES (22, '2025-09-10 00:00:00+00', '2025-09-15 00:00:00+00', '2027-05-10 00:00:00+00', 'coordinator-009', '', NULL, '2025-09-10 11:00:00+00', '2025-09-10 11:00:00+00', 64);
INSERT INTO public.renewals_renewal VALUES (23, '2025-09-23 00:00:00+00', '2025-09-28 00:00:00+00', '2027-05-01 00:00:00+00', 'coordinator-003', '', NULL, '2025-09-23 11:00:00+00', '2025-09-23 11:00:00+00', 63);
INSERT INTO public.renewals_renewal VALUES (24, '2025-10-06 00:00:00+00', '2025-10-11 00:00:00+00', '2027-04-22 00:00:00+00', 'coordinator-007', '', NULL, '2025-10-06 11:00:00+00', '2025-10-06 11:00:00+00', 62);
INSERT INTO public.renewals_renewal VALUES (25, '2025-10-19 00:00:00+00', '2025-10-24 00:00:00+00', '2027-04-13 00:00:00+00', 'coordinator-009', '', NULL, '2025-10-19 11:00:00+00', '2025-10-19 11:00:00+00', 61);
INSERT INTO public.renewals_renewal VALUES (26, '2025-10-26 00:00:00+00', '2025-10-16 00:00:00+00', '2026-12-17 00:00:00+00', 'coordinator-006', '', NULL, '2025-10-26 11:00:00+00', '2025-10-26 11:00:00+00', 48);
INSERT INTO public.renewals_renewal VALUES (27, '2025-11-01 00:00:00+00', '2025-11-06 00:00:00+00', '2027-04-04 00:00:00+00', 'coordinator-001', '', NULL, '2025-11-01 11:00:00+00', '2025-11-01 11:00:00+00', 60);
INSERT INTO public.renewals_renewal VALUES (28, '2025-11-14 00:00:00+00', '2025-11-19 00:00:00+00', '2027-03-26 00:00:00+00', 'coordinator-003', '', NULL, '2025-11-14 11:00:00+00', '2025-11-14 11:00:00+00', 59);
INSERT INTO public.renewals_renewal VALUES (29, '2025-11-27 00:00:00+00', '2025-12-02 00:00:00+00', '2027-03-17 00:00:00+00', 'coordinator-001', '', NULL, '2025-11-27 11:00:00+00', '2025-11-27 11:00:00+00', 58);
INSERT INTO public.renewals_renewal VALUES (30, '2025-12-10 00:00:00+00', '2025-12-15 00:00:00+00', '2027-03-08 00:00:00+00', 'coordinator-003', '', NULL, '2025-12-10 11:00:00+00', '2025-12-10 11:00:00+00', 57);
INSERT INTO public.renewals_renewal VALUES (31, '2025-12-15 00:00:00+00', '2025-12-05 00:00:00+00', '2026-12-08 00:00:00+00', 'coordinator-006', '', NULL, '2025-12-15 11:00:00+00', '2025-12-15 11:00:00+00', 47);
INSERT INTO public.renewals_renewal VALUES (32, '2025-12-23 00:00:00+00', '2025-12-28 00:00:00+00', '2027-02-27 00:00:00+00', 'coordinator-008', '', NULL, '2025-12-23 11:00:00+00', '2025-12-23 11:00:00+00', 56);
INSERT INTO public.renewals_renewal VALUES (33, '2026-01-05 00:00:00+00', '2026-01-10 00:00:00+00', '2027-02-18 00:00:00+00', 'coordinator-005', '', NULL, '2026-01-05 11:00:00+00', '2026-01-05 11:00:00+00', 55);
INSERT INTO public.renewals_renewal VALUES (34, '2026-01-18 00:00:00+00', '2026-01-23 00:00:00+00', '2027-02-09 00:00:00+00', 'coordinator-001', '', NULL, '2026-01-18 11:00:00+00', '2026-01-18 11:00:00+00', 54);
INSERT INTO public.renewals_renewal VALUES (35, '2026-01-19 00:00:00+00', '2026-01-09 00:00:00+00', '2026-11-29 00:00:00+00', 'coordinator-008', '', NULL, '2026-01-19 11:00:00+00', '2026-01-19 11:00:00+00', 46);
INSERT INTO public.renewals_renewal VALUES (36, '2026-01-31 00:00:00+00', '2026-02-05 00:00:00+00', '2027-01-31 00:00:00+00', 'coordinator-003', '', NULL, '2026-01-31 11:00:00+00', '2026-01-31 11:00:00+00', 53);
INSERT INTO public.renewals_renewal VALUES (37, '2026-02-13 00:00:00+00', '2026-02-18 00:00:00+00', '2027-01-22 00:00:00+00', 'coordinator-009', '', NULL, '2026-02-13 11:00:00+00', '2026-02-13 11:00:00+00', 52);
INSERT INTO public.renewals_renewal VALUES (38, '2026-02-23 00:00:00+00', '2026-02-13 00:00:00+00', '2026-11-20 00:00:00+00', 'coordinator-006', '', NULL, '2026-02-23 11:00:00+00', '2026-02-23 11:00:00+00', 45);
INSERT INTO public.renewals_renewal VALUES (39, '2026-02-26 00:00:00+00', '2026-03-03 00:00:00+00', '2027-01-13 00:00:00+00', 'coordinator-006', '', NULL, '2026-02-26 11:00:00+00', '2026-02-26 11:00:00+00', 51);
INSERT INTO public.renewals_renewal VALUES (40, '2026-03-11 00:00:00+00', '2026-03-16 00:00:00+00', '2027-01-04 00:00:00+00', 'coordinator-006', '', NULL, '2026-03-11 11:00:00+00', '2026-03-11 11:00:00+00', 50);
INSERT INTO public.renewals_renewal VALUES (41, '2024-03-15 00:00:00+00', '2025-03-15 00:00:00+00', '2026-03-15 00:00:00+00', 'coordinator-007', '', NULL, '2024-03-15 11:00:00+00', '2024-03-15 11:00:00+00', 3);
INSERT INTO public.renewals_renewal VALUES (42, '2026-03-20 00:00:00+00', '2026-03-31 00:00:00+00', '2027-03-31 00:00:00+00', 'kim', 'By letter', NULL, '2026-03-26 01:00:43.548497+00', '2026-03-26 01:00:43.548525+00', 85);
INSERT INTO public.renewals_renewal VALUES (43, '2026-03-24 00:00:00+00', '2026-03-24 00:00:00+00', '2030-03-31 00:00:00+00', 'kim', '', NULL, '2026-03-26 01:00:43.647886+00', '2026-03-26 01:00:43.647912+00', 6);
INSERT INTO public.renewals_renewal VALUES (44, '2026-03-25 00:00:00+00', '2026-03-21 00:00:00+00', '2031-03-31 00:00:00+00', 'kim', '', '2026-03-26 01:00:43.94529+00', '2026-03-26 01:00:43.779875+00', '2026-03-26 01:00:43.94529+00', 7);

SELECT pg_catalog.setval('public.auth_group_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 153, true);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 123, true);

SELECT pg_catalog.setval('public.auth_user_groups_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_user_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_user_user_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accessattempt_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accessfailurelog_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accesslog_id_seq', 1, false);

SELECT pg_catalog.setval('public.certifications_autopause_id_seq', 9, true);

SELECT pg_catalog.setval('public.certifications_block_id_seq', 1, true);

SELECT pg_catalog.setval('public.certifications_certification_id_seq', 85, true);

SELECT pg_catalog.setval('public.certifications_expiryrun_id_seq', 8, true);

SELECT pg_catalog.setval('public.certifications_historicalcertification_history_id_seq', 91, true);

SELECT pg_catalog.setval('public.certifications_historicalcertificationtype_history_id_seq', 2, true);

SELECT pg_catalog.setval('public.certifications_historicalmentor_history_id_seq', 89, true);

SELECT pg_catalog.setval('public.certifications_tally_id_seq', 160, true);

SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 32, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 79, true);

SELECT pg_catalog.setval('public.django_q_ormq_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_q_schedule_id_seq', 4, true);

SELECT pg_catalog.setval('public.mentorcerts_incident_id_seq', 2, true);

SELECT pg_catalog.setval('public.mentorcerts_personaldataevent_id_seq', 1, true);

SELECT pg_catalog.setval('public.renewals_historicalrenewal_history_id_seq', 45, true);

SELECT pg_catalog.setval('public.renewals_renewal_id_seq', 44, true);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq UNIQUE (username, ip_address, user_agent);

ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptexpiration_pkey PRIMARY KEY (access_attempt_id);

ALTER TABLE ONLY public.axes_accessfailurelog
    ADD CONSTRAINT axes_accessfailurelog_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.axes_accesslog
    ADD CONSTRAINT axes_accesslog_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_autopause
    ADD CONSTRAINT certifications_autopause_log_id_key UNIQUE (log_id);

ALTER TABLE ONLY public.certifications_autopause
    ADD CONSTRAINT certifications_autopause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_block
    ADD CONSTRAINT certifications_block_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_certification
    ADD CONSTRAINT certifications_certification_certification_id_key UNIQUE (certification_id);

ALTER TABLE ONLY public.certifications_certification
    ADD CONSTRAINT certifications_certification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_certificationtype
    ADD CONSTRAINT certifications_certificationtype_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.certifications_expiryrun
    ADD CONSTRAINT certifications_expiryrun_job_run_id_key UNIQUE (job_run_id);

ALTER TABLE ONLY public.certifications_expiryrun
    ADD CONSTRAINT certifications_expiryrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_historicalcertification
    ADD CONSTRAINT certifications_historicalcertification_pkey PRIMARY KEY (history_id);

ALTER TABLE ONLY public.certifications_historicalcertificationtype
    ADD CONSTRAINT certifications_historicalcertificationtype_pkey PRIMARY KEY (history_id);

ALTER TABLE ONLY public.certifications_historicalmentor
    ADD CONSTRAINT certifications_historicalmentor_pkey PRIMARY KEY (history_id);

ALTER TABLE ONLY public.certifications_mentor
    ADD CONSTRAINT certifications_mentor_pkey PRIMARY KEY (mentor_id);

ALTER TABLE ONLY public.certifications_tally
    ADD CONSTRAINT certifications_tally_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_q_ormq
    ADD CONSTRAINT django_q_ormq_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_q_schedule
    ADD CONSTRAINT django_q_schedule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_q_task
    ADD CONSTRAINT django_q_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.knox_authtoken
    ADD CONSTRAINT knox_authtoken_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.mentorcerts_heartbeat
    ADD CONSTRAINT mentorcerts_heartbeat_pkey PRIMARY KEY (part);

ALTER TABLE ONLY public.mentorcerts_incident
    ADD CONSTRAINT mentorcerts_incident_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mentorcerts_personaldataevent
    ADD CONSTRAINT mentorcerts_personaldataevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mentorcerts_tokenuse
    ADD CONSTRAINT mentorcerts_tokenuse_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY public.renewals_historicalrenewal
    ADD CONSTRAINT renewals_historicalrenewal_pkey PRIMARY KEY (history_id);

ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.certifications_expiryrun
    ADD CONSTRAINT run_numbered_within_its_day UNIQUE (day, number);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX auth_user_groups_group_id_97559544 ON public.auth_user_groups USING btree (group_id);

CREATE INDEX auth_user_groups_user_id_6a12ed8b ON public.auth_user_groups USING btree (user_id);

CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON public.auth_user_user_permissions USING btree (permission_id);

CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON public.auth_user_user_permissions USING btree (user_id);

CREATE INDEX auth_user_username_6821ab7c_like ON public.auth_user USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accessattempt_ip_address_10922d9c ON public.axes_accessattempt USING btree (ip_address);

CREATE INDEX axes_accessattempt_user_agent_ad89678b ON public.axes_accessattempt USING btree (user_agent);

CREATE INDEX axes_accessattempt_user_agent_ad89678b_like ON public.axes_accessattempt USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accessattempt_username_3f2d4ca0 ON public.axes_accessattempt USING btree (username);

CREATE INDEX axes_accessattempt_username_3f2d4ca0_like ON public.axes_accessattempt USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accessfailurelog_ip_address_2e9f5a7f ON public.axes_accessfailurelog USING btree (ip_address);

CREATE INDEX axes_accessfailurelog_user_agent_ea145dda ON public.axes_accessfailurelog USING btree (user_agent);

CREATE INDEX axes_accessfailurelog_user_agent_ea145dda_like ON public.axes_accessfailurelog USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accessfailurelog_username_a8b7e8a4 ON public.axes_accessfailurelog USING btree (username);

CREATE INDEX axes_accessfailurelog_username_a8b7e8a4_like ON public.axes_accessfailurelog USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accesslog_ip_address_86b417e5 ON public.axes_accesslog USING btree (ip_address);

CREATE INDEX axes_accesslog_user_agent_0e659004 ON public.axes_accesslog USING btree (user_agent);

CREATE INDEX axes_accesslog_user_agent_0e659004_like ON public.axes_accesslog USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accesslog_username_df93064b ON public.axes_accesslog USING btree (username);

CREATE INDEX axes_accesslog_username_df93064b_like ON public.axes_accesslog USING btree (username varchar_pattern_ops);

CREATE INDEX block_key ON public.certifications_block USING btree (block);

CREATE INDEX certification_due ON public.certifications_certification USING btree (expires_at) WHERE ((NOT auto_pause_applied) AND is_current AND (revoked_at IS NULL));

CREATE INDEX certification_expiry ON public.certifications_certification USING btree (expires_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX certification_governing ON public.certifications_certification USING btree (expires_at, id) WHERE is_current;

CREATE INDEX certification_mentor ON public.certifications_certification USING btree (mentor_id, id);

CREATE INDEX certification_type_expiry ON public.certifications_certification USING btree (certification_type_id, expires_at) WHERE (deleted_at IS NULL);

CREATE INDEX certifications_certificationtype_code_aa2016a9_like ON public.certifications_certificationtype USING btree (code varchar_pattern_ops);

CREATE INDEX certifications_expiryrun_job_run_id_cfc9bd7c_like ON public.certifications_expiryrun USING btree (job_run_id varchar_pattern_ops);

CREATE INDEX certifications_historicalc_certification_id_b885711c ON public.certifications_historicalcertification USING btree (certification_id);

CREATE INDEX certifications_historicalc_certification_type_id_d945853f ON public.certifications_historicalcertification USING btree (certification_type_id);

CREATE INDEX certifications_historicalc_history_date_283616f1 ON public.certifications_historicalcertificationtype USING btree (history_date);

CREATE INDEX certifications_historicalc_history_user_id_ec0c8afe ON public.certifications_historicalcertificationtype USING btree (history_user_id);

CREATE INDEX certifications_historicalcertification_history_date_b57307b0 ON public.certifications_historicalcertification USING btree (history_date);

CREATE INDEX certifications_historicalcertification_history_user_id_d29c60ea ON public.certifications_historicalcertification USING btree (history_user_id);

CREATE INDEX certifications_historicalcertification_id_c373b50b ON public.certifications_historicalcertification USING btree (id);

CREATE INDEX certifications_historicalcertification_mentor_id_07ab14e6 ON public.certifications_historicalcertification USING btree (mentor_id);

CREATE INDEX certifications_historicalcertificationtype_code_860ed5c5 ON public.certifications_historicalcertificationtype USING btree (code);

CREATE INDEX certifications_historicalcertificationtype_code_860ed5c5_like ON public.certifications_historicalcertificationtype USING btree (code varchar_pattern_ops);

CREATE INDEX certifications_historicalmentor_history_date_c52e33ad ON public.certifications_historicalmentor USING btree (history_date);

CREATE INDEX certifications_historicalmentor_history_user_id_7041c39f ON public.certifications_historicalmentor USING btree (history_user_id);

CREATE INDEX certifications_historicalmentor_mentor_id_71952276 ON public.certifications_historicalmentor USING btree (mentor_id);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_q_task_id_32882367_like ON public.django_q_task USING btree (id varchar_pattern_ops);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX knox_authtoken_digest_188c7e77_like ON public.knox_authtoken USING btree (digest varchar_pattern_ops);

CREATE INDEX knox_authtoken_token_key_8f4f7d47 ON public.knox_authtoken USING btree (token_key);

CREATE INDEX knox_authtoken_token_key_8f4f7d47_like ON public.knox_authtoken USING btree (token_key varchar_pattern_ops);

CREATE INDEX knox_authtoken_user_id_e5a5d899 ON public.knox_authtoken USING btree (user_id);

CREATE INDEX mentor_email_search ON public.certifications_mentor USING gin (upper((email)::text) public.gin_trgm_ops);

CREATE INDEX mentor_exempt ON public.certifications_mentor USING btree (exempt_until) WHERE (exempt_until IS NOT NULL);

CREATE INDEX mentor_mentor_id_search ON public.certifications_mentor USING gin (upper((mentor_id)::text) public.gin_trgm_ops);

CREATE INDEX mentor_name_search ON public.certifications_mentor USING gin (upper((name)::text) public.gin_trgm_ops);

CREATE INDEX mentor_paused_by_hand ON public.certifications_mentor USING btree (paused_at) WHERE (paused_at IS NOT NULL);

CREATE INDEX mentorcerts_heartbeat_part_2e57e3a9_like ON public.mentorcerts_heartbeat USING btree (part varchar_pattern_ops);

CREATE INDEX mentorcerts_personaldataevent_user_id_2858cf3d ON public.mentorcerts_personaldataevent USING btree (user_id);

CREATE INDEX mentorcerts_tokenuse_token_id_aec5f6cb_like ON public.mentorcerts_tokenuse USING btree (token_id varchar_pattern_ops);

CREATE UNIQUE INDEX one_governing_certification ON public.certifications_certification USING btree (mentor_id) WHERE is_current;

CREATE UNIQUE INDEX one_live_certification_a_day ON public.certifications_certification USING btree (mentor_id, certification_type_id, (((issued_at AT TIME ZONE 'UTC'::text))::date)) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX one_open_incident_of_a_kind ON public.mentorcerts_incident USING btree (kind) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX one_open_pause_per_certification ON public.certifications_autopause USING btree (certification_id) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX one_run_at_a_time ON public.certifications_expiryrun USING btree (state) WHERE ((state)::text = 'running'::text);

CREATE INDEX pause_applied ON public.certifications_autopause USING btree (applied_at, id);

CREATE INDEX pause_mentor ON public.certifications_autopause USING btree (mentor_id, applied_at);

CREATE INDEX pause_run ON public.certifications_autopause USING btree (run_id);

CREATE INDEX personal_data_mentor ON public.mentorcerts_personaldataevent USING btree (mentor_id);

CREATE INDEX renewal_certification ON public.renewals_renewal USING btree (certification_id, id);

CREATE INDEX renewal_granted ON public.renewals_renewal USING btree (renewal_date, id) WHERE (deleted_at IS NULL);

CREATE INDEX renewals_historicalrenewal_certification_id_4f22e817 ON public.renewals_historicalrenewal USING btree (certification_id);

CREATE INDEX renewals_historicalrenewal_history_date_ebc9dd96 ON public.renewals_historicalrenewal USING btree (history_date);

CREATE INDEX renewals_historicalrenewal_history_user_id_3ca1d945 ON public.renewals_historicalrenewal USING btree (history_user_id);

CREATE INDEX renewals_historicalrenewal_id_b41a0a02 ON public.renewals_historicalrenewal USING btree (id);

CREATE INDEX success_index ON public.django_q_task USING btree ("group", name, func) WHERE success;

CREATE INDEX tally_key ON public.certifications_tally USING btree (what, expires_at, certification_type_id);

CREATE TRIGGER block_deleted AFTER DELETE ON public.certifications_certification REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_block_changed();

CREATE TRIGGER block_inserted AFTER INSERT ON public.certifications_certification REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_block_changed();

CREATE TRIGGER block_truncated AFTER TRUNCATE ON public.certifications_certification FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_block_changed();

CREATE TRIGGER block_updated AFTER UPDATE OF deleted_at ON public.certifications_certification FOR EACH ROW WHEN (((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))) EXECUTE FUNCTION public.certifications_block_changed();

CREATE TRIGGER tally_deleted AFTER DELETE ON public.certifications_autopause REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_pauses();

CREATE TRIGGER tally_deleted AFTER DELETE ON public.certifications_certification REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_certifications();

CREATE TRIGGER tally_deleted AFTER DELETE ON public.renewals_renewal REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.renewals_tally();

CREATE TRIGGER tally_inserted AFTER INSERT ON public.certifications_autopause REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_pauses();

CREATE TRIGGER tally_inserted AFTER INSERT ON public.certifications_certification REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_certifications();

CREATE TRIGGER tally_inserted AFTER INSERT ON public.renewals_renewal REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION public.renewals_tally();

CREATE TRIGGER tally_truncated AFTER TRUNCATE ON public.certifications_autopause FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_pauses();

CREATE TRIGGER tally_truncated AFTER TRUNCATE ON public.certifications_certification FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_certifications();

CREATE TRIGGER tally_truncated AFTER TRUNCATE ON public.renewals_renewal FOR EACH STATEMENT EXECUTE FUNCTION public.renewals_tally();

CREATE TRIGGER tally_updated AFTER UPDATE OF certification_type_id, expires_at, revoked_at, is_current, deleted_at ON public.certifications_certification FOR EACH ROW WHEN (((((((old.certification_type_id)::text IS DISTINCT FROM (new.certification_type_id)::text) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.revoked_at IS DISTINCT FROM new.revoked_at)) OR (old.is_current IS DISTINCT FROM new.is_current)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION public.certifications_tally_changed();

CREATE TRIGGER tally_updated AFTER UPDATE OF deleted_at ON public.renewals_renewal FOR EACH ROW WHEN (((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))) EXECUTE FUNCTION public.renewals_tally();

CREATE TRIGGER tally_updated_all AFTER UPDATE OF certification_type_id, expires_at, revoked_at, is_current, deleted_at ON public.certifications_certification FOR EACH STATEMENT EXECUTE FUNCTION public.certifications_tally_changed();

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptex_access_attempt_id_6b73a47a_fk_axes_acce FOREIGN KEY (access_attempt_id) REFERENCES public.axes_accessattempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_autopause
    ADD CONSTRAINT certifications_autop_certification_id_93f67fab_fk_certifica FOREIGN KEY (certification_id) REFERENCES public.certifications_certification(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_autopause
    ADD CONSTRAINT certifications_autop_mentor_id_6ceb63f7_fk_certifica FOREIGN KEY (mentor_id) REFERENCES public.certifications_mentor(mentor_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_autopause
    ADD CONSTRAINT certifications_autop_run_id_e329c2c1_fk_certifica FOREIGN KEY (run_id) REFERENCES public.certifications_expiryrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_certification
    ADD CONSTRAINT certifications_certi_certification_type_i_ccefbbb9_fk_certifica FOREIGN KEY (certification_type_id) REFERENCES public.certifications_certificationtype(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_certification
    ADD CONSTRAINT certifications_certi_mentor_id_eefb6838_fk_certifica FOREIGN KEY (mentor_id) REFERENCES public.certifications_mentor(mentor_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_historicalmentor
    ADD CONSTRAINT certifications_histo_history_user_id_7041c39f_fk_auth_user FOREIGN KEY (history_user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_historicalcertification
    ADD CONSTRAINT certifications_histo_history_user_id_d29c60ea_fk_auth_user FOREIGN KEY (history_user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.certifications_historicalcertificationtype
    ADD CONSTRAINT certifications_histo_history_user_id_ec0c8afe_fk_auth_user FOREIGN KEY (history_user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.knox_authtoken
    ADD CONSTRAINT knox_authtoken_user_id_e5a5d899_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mentorcerts_personaldataevent
    ADD CONSTRAINT mentorcerts_personaldataevent_user_id_2858cf3d_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mentorcerts_tokenuse
    ADD CONSTRAINT mentorcerts_tokenuse_token_id_aec5f6cb_fk_knox_authtoken_digest FOREIGN KEY (token_id) REFERENCES public.knox_authtoken(digest) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewals_historicalrenewal
    ADD CONSTRAINT renewals_historicalr_history_user_id_3ca1d945_fk_auth_user FOREIGN KEY (history_user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewals_renewal
    ADD CONSTRAINT renewals_renewal_certification_id_9f36fe04_fk_certifica FOREIGN KEY (certification_id) REFERENCES public.certifications_certification(id) DEFERRABLE INITIALLY DEFERRED;
