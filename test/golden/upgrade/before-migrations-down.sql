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
CREATE SCHEMA identity;
CREATE SCHEMA knowledge;
CREATE SCHEMA registry;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE FUNCTION registry.audit_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin raise exception 'The audit is append-only.'; end $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE identity.key_ring (
    only_one boolean NOT NULL,
    ring jsonb NOT NULL,
    CONSTRAINT key_ring_only_one_check CHECK (only_one)
);
CREATE TABLE identity.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE identity.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE identity.record (
    kind text NOT NULL,
    id text NOT NULL,
    payload jsonb NOT NULL,
    expires_at timestamp with time zone
);
CREATE TABLE knowledge.documents (
    id text NOT NULL,
    source text NOT NULL,
    path text NOT NULL,
    title text NOT NULL,
    url text NOT NULL,
    groups text[],
    digest text NOT NULL,
    signature text,
    passages integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text,
    changed_by_claim text DEFAULT 'sub'::text NOT NULL
);
CREATE TABLE knowledge.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE knowledge.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE knowledge.passages (
    document text NOT NULL,
    ordinal integer NOT NULL,
    headings text[] NOT NULL,
    text text NOT NULL,
    words integer NOT NULL,
    search tsvector NOT NULL,
    index_version integer DEFAULT 1 NOT NULL
);
CREATE TABLE knowledge.revisions (
    document text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by text NOT NULL,
    title text NOT NULL,
    url text NOT NULL,
    text text NOT NULL,
    written_by_claim text DEFAULT 'sub'::text NOT NULL
);
CREATE TABLE knowledge.root_causes (
    id text NOT NULL,
    document text NOT NULL,
    cause text NOT NULL,
    fingerprint text NOT NULL,
    text text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    record jsonb NOT NULL
);
CREATE TABLE knowledge.sources (
    name text NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    groups text[] NOT NULL,
    active boolean NOT NULL,
    synced_at timestamp with time zone,
    problems jsonb DEFAULT '[]'::jsonb NOT NULL,
    skipped jsonb DEFAULT '[]'::jsonb NOT NULL
);
CREATE TABLE knowledge.words (
    word text NOT NULL
);
CREATE TABLE registry.approval_scopes (
    id text NOT NULL,
    user_name text NOT NULL,
    server text NOT NULL,
    tool text NOT NULL,
    condition text NOT NULL,
    approved_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    uses integer DEFAULT 0 NOT NULL,
    seal text,
    max_uses integer,
    rows_used integer,
    max_rows integer,
    user_claim text DEFAULT 'sub'::text NOT NULL
);
CREATE TABLE registry.approvals (
    id text NOT NULL,
    server text NOT NULL,
    user_name text NOT NULL,
    tool text NOT NULL,
    digest text NOT NULL,
    need text NOT NULL,
    policy_version text NOT NULL,
    view text NOT NULL,
    shown text NOT NULL,
    state text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    reason text,
    scope text,
    grant_id text,
    call text,
    deadline timestamp with time zone,
    handle text,
    decided_via text,
    seal text,
    run text,
    user_claim text DEFAULT 'sub'::text NOT NULL,
    sample text
);
CREATE TABLE registry.audit (
    seq bigint NOT NULL,
    text text NOT NULL,
    hash text NOT NULL,
    kind text,
    subject text,
    scope text,
    credential text GENERATED ALWAYS AS (
CASE
    WHEN (kind = ANY (ARRAY['editor-paired'::text, 'editor-revoked'::text])) THEN ((text)::jsonb #>> '{body,pairing}'::text[])
    WHEN (kind = ANY (ARRAY['passkey-added'::text, 'passkey-removed'::text])) THEN ((text)::jsonb #>> '{body,passkey}'::text[])
    WHEN (kind = 'passkeys-reset'::text) THEN ((('passkeys of '::text || ((text)::jsonb #>> '{body,claim}'::text[])) || ' '::text) || ((text)::jsonb #>> '{body,user}'::text[]))
    ELSE NULL::text
END) STORED
);
CREATE TABLE registry.calls (
    server text NOT NULL,
    id text NOT NULL,
    at timestamp with time zone NOT NULL,
    tool text NOT NULL,
    user_name text NOT NULL,
    agent text,
    ended text NOT NULL,
    ms double precision NOT NULL,
    minutes_saved double precision NOT NULL,
    user_claim text DEFAULT 'sub'::text NOT NULL
);
CREATE TABLE registry.display_names (
    user_claim text NOT NULL,
    user_name text NOT NULL,
    name text NOT NULL,
    by_server boolean NOT NULL,
    seal text NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE registry.grant_keys (
    kid text NOT NULL,
    public_key jsonb NOT NULL,
    sealed_private_key text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seal text
);
CREATE TABLE registry.identity_tokens (
    id text NOT NULL,
    sealed text NOT NULL
);
CREATE TABLE registry.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE registry.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE registry.pairings (
    id text NOT NULL,
    code_digest text NOT NULL,
    thumbprint text NOT NULL,
    editor text NOT NULL,
    host text NOT NULL,
    folder text,
    address text NOT NULL,
    leg text,
    answer text,
    wrong_codes integer DEFAULT 0 NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_name text,
    user_claim text,
    tokens text,
    allowed_at timestamp with time zone,
    renewed_at timestamp with time zone,
    ended text,
    seal text,
    opened_at timestamp with time zone
);
CREATE TABLE registry.passkey_challenges (
    challenge text NOT NULL,
    nonce text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE registry.passkeys (
    id text NOT NULL,
    user_name text NOT NULL,
    user_claim text NOT NULL,
    label text NOT NULL,
    public_key text NOT NULL,
    counter bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    seal text NOT NULL
);
CREATE TABLE registry.provider_keys (
    issuer text NOT NULL,
    keys text NOT NULL,
    read_at bigint NOT NULL,
    seal text NOT NULL
);
CREATE TABLE registry.server_access (
    server text NOT NULL,
    coarse jsonb NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT server_access_decided_by_check CHECK ((decided_by = ANY (ARRAY['manifest'::text, 'operator'::text])))
);
CREATE TABLE registry.server_approvers (
    server text NOT NULL,
    groups text[] NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone DEFAULT now() NOT NULL,
    seal text,
    CONSTRAINT server_approvers_decided_by_check CHECK ((decided_by = ANY (ARRAY['manifest'::text, 'operator'::text])))
);
CREATE TABLE registry.servers (
    name text NOT NULL,
    manifest jsonb NOT NULL,
    url text NOT NULL,
    registered_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE registry.sign_outs (
    id bigint NOT NULL,
    issuer text NOT NULL,
    token_digest text NOT NULL,
    subject text,
    session text,
    at bigint NOT NULL,
    until bigint NOT NULL
);
ALTER TABLE registry.sign_outs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.sign_outs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE registry.used_proofs (
    digest text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE registry.web_sessions (
    id_digest text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    tokens text NOT NULL,
    sealed text NOT NULL
);
INSERT INTO identity.key_ring VALUES
	(true, '{"cookies": ["Evgkh9kvysGYOQqU6HiDODx6140FxjufViE61k9aydo"], "signing": [{"d": "jmd9xpfblWBj9QT2BSe-83YJEISTLN6_bUiCcRftBCk", "x": "PiQT82-whoO7H5QhkLMe8U9VyVqjKjJ0XowlYRu841c", "y": "f1cxJbiQ-uZ9FVkBPX5H3UzaEwlOit6kHLtEvsJSRJw", "alg": "ES256", "crv": "P-256", "kid": "Fq7DDfeaEhVk8HuK", "kty": "EC", "use": "sig"}, {"d": "FVkK2-4Z5oOdhpIsQVHnqiHOXXQPc1OJJCunvo-TRdk", "x": "TBWwzVuWbe_spDQMUSruvP52QOtDys1lIc1cBy5BR-o", "y": "jlovNabL_MmQsaQyEg--j9656WQ1zBDmTM4RS_Vid2U", "alg": "ES256", "crv": "P-256", "kid": "P_dm5EzhGOVG3c5X", "kty": "EC", "use": "sig"}]}');
INSERT INTO identity.kysely_migration VALUES
	('0001-store', '2026-11-30T17:37:58.529Z');
INSERT INTO identity.kysely_migration_lock VALUES
	('migration_lock', 0);
INSERT INTO identity.record VALUES
	('Grant', 'AMwQLRkFQiHjlL3hghalRTWx3gEx2W6X-FP_IvC7fui', '{"exp": 1797269879, "iat": 1796060279, "jti": "AMwQLRkFQiHjlL3hghalRTWx3gEx2W6X-FP_IvC7fui", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ada"}', '2026-12-14 17:37:59.872459+00'),
	('RefreshToken', 'gqarF0ttuvh_LhRZXIgnR0jYMtPZdikOBQs_0yOTgBo', '{"exp": 1797269879, "gty": "urn:drawbridge:dev-user", "iat": 1796060279, "jti": "gqarF0ttuvh_LhRZXIgnR0jYMtPZdikOBQs_0yOTgBo", "iiat": 1796060279, "kind": "RefreshToken", "scope": "", "grantId": "AMwQLRkFQiHjlL3hghalRTWx3gEx2W6X-FP_IvC7fui", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ada", "rotations": 0}', '2026-12-14 17:37:59.884511+00'),
	('Grant', '-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9', '{"exp": 1797269880, "iat": 1796060280, "jti": "-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9", "kind": "Grant", "openid": {"scope": "openid"}, "clientId": "drawbridge-approver", "accountId": "ada"}', '2026-12-14 17:38:00.214166+00'),
	('Session', 'pMd0NUO8IyFpPE1WGThHgSG_9GU4IrEKRz5EingRDOi', '{"exp": 1796060400, "iat": 1796060280, "jti": "pMd0NUO8IyFpPE1WGThHgSG_9GU4IrEKRz5EingRDOi", "uid": "RKf2VVPXQcM5K-rrNBObFR8VSLY_jVaSmi3hMPQxvi8", "kind": "Session", "loginTs": 1796060280, "accountId": "ada", "authorizations": {"drawbridge-approver": {"sid": "hKe8GgljTcihZ1kv0Zga-wjowcOKPUMYi3F-kXn6VOc", "grantId": "-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9", "persistsLogout": true}}}', '2026-11-30 17:40:00.232537+00'),
	('AuthorizationCode', 'wLHQywGxw99CWq6rWbJGpxNc9_E04oXCHju3FOT8uR_', '{"exp": 1796060340, "iat": 1796060280, "jti": "wLHQywGxw99CWq6rWbJGpxNc9_E04oXCHju3FOT8uR_", "kind": "AuthorizationCode", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9", "authTime": 1796060280, "clientId": "drawbridge-approver", "consumed": 1796060280, "resource": "urn:drawbridge:approvals", "accountId": "ada", "sessionUid": "RKf2VVPXQcM5K-rrNBObFR8VSLY_jVaSmi3hMPQxvi8", "redirectUri": "http://127.0.0.1:27658/sign-in/inbox/back", "codeChallenge": "7glCXOY8Sgb_miTazkTJUxYFSLIa80mygWvuGrFNcOI", "codeChallengeMethod": "S256"}', '2026-11-30 17:39:00.221553+00'),
	('RefreshToken', '4HwvUF72wb0ferkP47x_FYQwRFSPgMr3bW-jS9msXfA', '{"exp": 1797269880, "gty": "authorization_code", "iat": 1796060280, "jti": "4HwvUF72wb0ferkP47x_FYQwRFSPgMr3bW-jS9msXfA", "iiat": 1796060280, "kind": "RefreshToken", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9", "authTime": 1796060280, "clientId": "drawbridge-approver", "consumed": 1796060281, "resource": "urn:drawbridge:approvals", "accountId": "ada", "rotations": 0, "sessionUid": "RKf2VVPXQcM5K-rrNBObFR8VSLY_jVaSmi3hMPQxvi8"}', '2026-12-14 17:38:00.26705+00'),
	('RefreshToken', 'F1CtKdtSLBIk9qzN6i3y5zm9aYJ6agHvfrfQt_C7nym', '{"exp": 1797269880, "gty": "authorization_code refresh_token", "iat": 1796060280, "jti": "F1CtKdtSLBIk9qzN6i3y5zm9aYJ6agHvfrfQt_C7nym", "iiat": 1796060280, "kind": "RefreshToken", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-1B0DCIQz6nwUsz165Btp06RMktUb3XYAnjmvnR7rt9", "authTime": 1796060280, "clientId": "drawbridge-approver", "resource": "urn:drawbridge:approvals", "accountId": "ada", "rotations": 1, "sessionUid": "RKf2VVPXQcM5K-rrNBObFR8VSLY_jVaSmi3hMPQxvi8"}', '2026-12-14 17:38:00.669485+00'),
	('Grant', 'ZhpElaTMRFOwcfpjNtmDQHeQDBym0A9HuFHsY29kUMp', '{"exp": 1797269881, "iat": 1796060281, "jti": "ZhpElaTMRFOwcfpjNtmDQHeQDBym0A9HuFHsY29kUMp", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ada"}', '2026-12-14 17:38:01.2439+00'),
	('RefreshToken', 'FwT8WmTR5jNZC4787W9TzdaH0qSjB9VjBjIRmoYbUUD', '{"exp": 1797269881, "gty": "urn:drawbridge:dev-user", "iat": 1796060281, "jti": "FwT8WmTR5jNZC4787W9TzdaH0qSjB9VjBjIRmoYbUUD", "iiat": 1796060281, "kind": "RefreshToken", "scope": "", "grantId": "ZhpElaTMRFOwcfpjNtmDQHeQDBym0A9HuFHsY29kUMp", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ada", "rotations": 0}', '2026-12-14 17:38:01.245599+00'),
	('Grant', 'M8aybHOmzefNiFHX02rWBeoBpYUDywpT9AGkcKqx7cy', '{"exp": 1797269881, "iat": 1796060281, "jti": "M8aybHOmzefNiFHX02rWBeoBpYUDywpT9AGkcKqx7cy", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ines"}', '2026-12-14 17:38:01.939534+00'),
	('RefreshToken', '-nyzoaz3c0DbUjggJgc57szjDY9MCgyCIca55BBU4ck', '{"exp": 1797269881, "gty": "urn:drawbridge:dev-user", "iat": 1796060281, "jti": "-nyzoaz3c0DbUjggJgc57szjDY9MCgyCIca55BBU4ck", "iiat": 1796060281, "kind": "RefreshToken", "scope": "", "grantId": "M8aybHOmzefNiFHX02rWBeoBpYUDywpT9AGkcKqx7cy", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ines", "rotations": 0}', '2026-12-14 17:38:01.958329+00'),
	('Grant', '-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh', '{"exp": 1797269882, "iat": 1796060282, "jti": "-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh", "kind": "Grant", "openid": {"scope": "openid"}, "clientId": "drawbridge-approver", "accountId": "ines"}', '2026-12-14 17:38:02.150963+00'),
	('Session', 'vOzSTBJD9gry6r_qZ6TLfgTv06onCDaaRNSizOKp4H2', '{"exp": 1796060402, "iat": 1796060282, "jti": "vOzSTBJD9gry6r_qZ6TLfgTv06onCDaaRNSizOKp4H2", "uid": "BKkzk-LLkr19_A3BqvNO7cqerrckOA4qC3ShEmGVASp", "kind": "Session", "loginTs": 1796060282, "accountId": "ines", "authorizations": {"drawbridge-approver": {"sid": "3Mz2-8BxClGt4Jzd_wuIgkuunCJDOnSMEUr5pneFrBn", "grantId": "-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh", "persistsLogout": true}}}', '2026-11-30 17:40:02.165051+00'),
	('AuthorizationCode', 'X_9SQLxvBF6B18fWGumVAwfOEO8F9AQJNP7jgl9AzEz', '{"exp": 1796060342, "iat": 1796060282, "jti": "X_9SQLxvBF6B18fWGumVAwfOEO8F9AQJNP7jgl9AzEz", "kind": "AuthorizationCode", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh", "authTime": 1796060282, "clientId": "drawbridge-approver", "consumed": 1796060282, "resource": "urn:drawbridge:approvals", "accountId": "ines", "sessionUid": "BKkzk-LLkr19_A3BqvNO7cqerrckOA4qC3ShEmGVASp", "redirectUri": "http://127.0.0.1:27658/sign-in/inbox/back", "codeChallenge": "xmODtD-aJhDSRgsdtu6T2L49Qqj4OKWkTJbpMwX0IPg", "codeChallengeMethod": "S256"}', '2026-11-30 17:39:02.160469+00'),
	('RefreshToken', 'uQGnJ0FtE8NnP5JIA6OHcO6-MmZSp6-0Dg8xBuJQxIl', '{"exp": 1797269882, "gty": "authorization_code", "iat": 1796060282, "jti": "uQGnJ0FtE8NnP5JIA6OHcO6-MmZSp6-0Dg8xBuJQxIl", "iiat": 1796060282, "kind": "RefreshToken", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh", "authTime": 1796060282, "clientId": "drawbridge-approver", "consumed": 1796060283, "resource": "urn:drawbridge:approvals", "accountId": "ines", "rotations": 0, "sessionUid": "BKkzk-LLkr19_A3BqvNO7cqerrckOA4qC3ShEmGVASp"}', '2026-12-14 17:38:02.213181+00'),
	('RefreshToken', '6t9Bp5DQT-ha0BG9tMDZdIhRnHATi6Az76-awOUbX_x', '{"exp": 1797269882, "gty": "authorization_code refresh_token", "iat": 1796060282, "jti": "6t9Bp5DQT-ha0BG9tMDZdIhRnHATi6Az76-awOUbX_x", "iiat": 1796060282, "kind": "RefreshToken", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "-Na9WWDbkyG0Cdhe_cdA2gEYX3CGBWFC_Dt0ff92xAh", "authTime": 1796060282, "clientId": "drawbridge-approver", "resource": "urn:drawbridge:approvals", "accountId": "ines", "rotations": 1, "sessionUid": "BKkzk-LLkr19_A3BqvNO7cqerrckOA4qC3ShEmGVASp"}', '2026-12-14 17:38:02.644828+00'),
	('Grant', '0a4_NFHoGTe1irTUohO7by3vOJ84dWMhTDD-aqhWETk', '{"exp": 1797269883, "iat": 1796060283, "jti": "0a4_NFHoGTe1irTUohO7by3vOJ84dWMhTDD-aqhWETk", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ada"}', '2026-12-14 17:38:03.054215+00'),
	('RefreshToken', 'Xadm_hFrzL2RCUkpErpOtBpJeARgbS3CDxEntpXC0K8', '{"exp": 1797269883, "gty": "urn:drawbridge:dev-user", "iat": 1796060283, "jti": "Xadm_hFrzL2RCUkpErpOtBpJeARgbS3CDxEntpXC0K8", "iiat": 1796060283, "kind": "RefreshToken", "scope": "", "grantId": "0a4_NFHoGTe1irTUohO7by3vOJ84dWMhTDD-aqhWETk", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ada", "rotations": 0}', '2026-12-14 17:38:03.058158+00'),
	('Grant', 'y6_fqutK8kQA8hU_5KXf-kMKBYy2xGF0GwIBNF4jo9b', '{"exp": 1797269883, "iat": 1796060283, "jti": "y6_fqutK8kQA8hU_5KXf-kMKBYy2xGF0GwIBNF4jo9b", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ines"}', '2026-12-14 17:38:03.432425+00'),
	('RefreshToken', '_W8LRZt3xU_Spxs3_0ZgTr5vPDuJShJdmQiMSd5MhUW', '{"exp": 1797269883, "gty": "urn:drawbridge:dev-user", "iat": 1796060283, "jti": "_W8LRZt3xU_Spxs3_0ZgTr5vPDuJShJdmQiMSd5MhUW", "iiat": 1796060283, "kind": "RefreshToken", "scope": "", "grantId": "y6_fqutK8kQA8hU_5KXf-kMKBYy2xGF0GwIBNF4jo9b", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ines", "rotations": 0}', '2026-12-14 17:38:03.446627+00'),
	('Grant', 'xm5rS-KLGOQgK4OrUdOTwayjfK3itS6Td9HwfN-44k9', '{"exp": 1797269883, "iat": 1796060283, "jti": "xm5rS-KLGOQgK4OrUdOTwayjfK3itS6Td9HwfN-44k9", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ines"}', '2026-12-14 17:38:04.000733+00'),
	('RefreshToken', '-CEpnlpicVjyaTuj-bqDQz-o4i6wz9IG7yFYC0KHHvF', '{"exp": 1797269884, "gty": "urn:drawbridge:dev-user", "iat": 1796060284, "jti": "-CEpnlpicVjyaTuj-bqDQz-o4i6wz9IG7yFYC0KHHvF", "iiat": 1796060284, "kind": "RefreshToken", "scope": "", "grantId": "xm5rS-KLGOQgK4OrUdOTwayjfK3itS6Td9HwfN-44k9", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ines", "rotations": 0}', '2026-12-14 17:38:04.017047+00'),
	('Grant', '4C_NnBcPWxYjRe5q63t9jFa-IN9LF4u7mSxB8sUanFm', '{"exp": 1797269884, "iat": 1796060284, "jti": "4C_NnBcPWxYjRe5q63t9jFa-IN9LF4u7mSxB8sUanFm", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ada"}', '2026-12-14 17:38:04.615388+00'),
	('RefreshToken', 'aKmXY3zhAIKu09lKZqPuOe0pJ75bZ86Wwn2KqekROxm', '{"exp": 1797269884, "gty": "urn:drawbridge:dev-user", "iat": 1796060284, "jti": "aKmXY3zhAIKu09lKZqPuOe0pJ75bZ86Wwn2KqekROxm", "iiat": 1796060284, "kind": "RefreshToken", "scope": "", "grantId": "4C_NnBcPWxYjRe5q63t9jFa-IN9LF4u7mSxB8sUanFm", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ada", "rotations": 0}', '2026-12-14 17:38:04.631365+00'),
	('Grant', 'uj6x4wStt6ZQEXLRuykbLLFMXoFyexINkiZdd2SE2yd', '{"exp": 1797269885, "iat": 1796060285, "jti": "uj6x4wStt6ZQEXLRuykbLLFMXoFyexINkiZdd2SE2yd", "kind": "Grant", "openid": {"scope": "openid"}, "clientId": "drawbridge-approver", "accountId": "omar"}', '2026-12-14 17:38:05.059632+00'),
	('Session', 'xbTe4erknLLygcuiOSCe-OdzE6xpAsBZKmGFUJ513ba', '{"exp": 1796060405, "iat": 1796060285, "jti": "xbTe4erknLLygcuiOSCe-OdzE6xpAsBZKmGFUJ513ba", "uid": "DyuG28HB3wcKZhugBUTOzf99UC0Lt6PxzPb75hdInec", "kind": "Session", "loginTs": 1796060285, "accountId": "omar", "authorizations": {"drawbridge-approver": {"sid": "rrcQrFaTWfchW0ilepsh0whYAtn_cQAG2v1s5M6zmgr", "grantId": "uj6x4wStt6ZQEXLRuykbLLFMXoFyexINkiZdd2SE2yd", "persistsLogout": true}}}', '2026-11-30 17:40:05.06336+00'),
	('AuthorizationCode', 'M-IE2xX5I8yJG_EtbtXaRp_Eq4mtbMPCdaHrEkKO_L7', '{"exp": 1796060345, "iat": 1796060285, "jti": "M-IE2xX5I8yJG_EtbtXaRp_Eq4mtbMPCdaHrEkKO_L7", "kind": "AuthorizationCode", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "uj6x4wStt6ZQEXLRuykbLLFMXoFyexINkiZdd2SE2yd", "authTime": 1796060285, "clientId": "drawbridge-approver", "consumed": 1796060285, "resource": "urn:drawbridge:approvals", "accountId": "omar", "sessionUid": "DyuG28HB3wcKZhugBUTOzf99UC0Lt6PxzPb75hdInec", "redirectUri": "http://127.0.0.1:27658/sign-in/inbox/back", "codeChallenge": "PsGOHfSgvoQ94x2Avx-4WKPWo1lkYk6VHMJvmWwAyIU", "codeChallengeMethod": "S256"}', '2026-11-30 17:39:05.060732+00'),
	('RefreshToken', 'Kxczt1pRRU1WQ6qsuuuNvG03jypF96oho6G2J-_g3gU', '{"exp": 1797269885, "gty": "authorization_code", "iat": 1796060285, "jti": "Kxczt1pRRU1WQ6qsuuuNvG03jypF96oho6G2J-_g3gU", "iiat": 1796060285, "kind": "RefreshToken", "scope": "openid", "claims": {"id_token": {"auth_time": {"essential": true}}}, "grantId": "uj6x4wStt6ZQEXLRuykbLLFMXoFyexINkiZdd2SE2yd", "authTime": 1796060285, "clientId": "drawbridge-approver", "resource": "urn:drawbridge:approvals", "accountId": "omar", "rotations": 0, "sessionUid": "DyuG28HB3wcKZhugBUTOzf99UC0Lt6PxzPb75hdInec"}', '2026-12-14 17:38:05.085576+00'),
	('Grant', 'ITCiKbtSMFY_ck-uptHxiAKb_MyWW93HxLNpUZjGqlv', '{"exp": 1797269885, "iat": 1796060285, "jti": "ITCiKbtSMFY_ck-uptHxiAKb_MyWW93HxLNpUZjGqlv", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "finn"}', '2026-12-14 17:38:05.494841+00'),
	('RefreshToken', 'ey5ys9phaIfrIMDm_9tIH22SRGHbLCo88q-CAC_ZiBk', '{"exp": 1797269885, "gty": "urn:drawbridge:dev-user", "iat": 1796060285, "jti": "ey5ys9phaIfrIMDm_9tIH22SRGHbLCo88q-CAC_ZiBk", "iiat": 1796060285, "kind": "RefreshToken", "scope": "", "grantId": "ITCiKbtSMFY_ck-uptHxiAKb_MyWW93HxLNpUZjGqlv", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "finn", "rotations": 0}', '2026-12-14 17:38:05.505663+00'),
	('Grant', '62a0mbIv2PimmbaLg9BtWz9Y6lyfYgBLM1i7qw10M4z', '{"exp": 1797269887, "iat": 1796060287, "jti": "62a0mbIv2PimmbaLg9BtWz9Y6lyfYgBLM1i7qw10M4z", "kind": "Grant", "clientId": "drawbridge-broker", "accountId": "ines"}', '2026-12-14 17:38:07.58447+00'),
	('RefreshToken', 'vvHKv721Us9tqCb9OTdrPp-rkzMj20sWJc8ZYEgaduF', '{"exp": 1797269887, "gty": "urn:drawbridge:dev-user", "iat": 1796060287, "jti": "vvHKv721Us9tqCb9OTdrPp-rkzMj20sWJc8ZYEgaduF", "iiat": 1796060287, "kind": "RefreshToken", "scope": "", "grantId": "62a0mbIv2PimmbaLg9BtWz9Y6lyfYgBLM1i7qw10M4z", "clientId": "drawbridge-broker", "resource": "urn:drawbridge:edge", "accountId": "ines", "rotations": 0}', '2026-12-14 17:38:07.59052+00');
INSERT INTO knowledge.documents VALUES
	('a85ae390a3daee6085ab', 'guides', 'spill.md', 'Spills', 'urn:drawbridge:knowledge:guides:spill.md', NULL, 'LjoPWMdrX7JVwXvC2FydfGzL4VRA84IVprUTMlP0r8c', '4-3e190055-10096451-33-1796060285570891766-1796060285570891766', 1, '2026-11-30 17:38:05.57+00', NULL, 'sub'),
	('9d825a195dcfc8b66b06', 'guides', 'kiln.md', 'The kiln', 'urn:drawbridge:knowledge:guides:kiln.md', NULL, 'fvckeDLjkb-Okp8T5bXgZ5hxMvOm5kKP1v3NMayOTIk', '4-543dcefb-10096449-71-1796060285568907860-1796060285568907860', 2, '2026-11-30 17:38:05.568+00', NULL, 'sub'),
	('be395d03f22b01de0875', 'root-causes', 'spark/first', 'One customer has half of the rows', 'urn:drawbridge:knowledge:root-causes:spark/first', '{ads-eng}', 'vAKME-jfA5QTeivy15R5uESGN5ARdIwo_Oh7PmxneCs', NULL, 1, '2026-11-01 10:00:00+00', 'ada', 'sub'),
	('6e1192bbf1045f4c0437', 'notes', 'night-shift', 'Night shift', 'urn:drawbridge:knowledge:notes:night-shift', NULL, '29Tp47wncLcouSq24oHt5mnJETWydPwoZtENbkNSTkQ', NULL, 1, '2026-11-30 17:38:07.48+00', 'ines', 'sub');
INSERT INTO knowledge.kysely_migration VALUES
	('0001-documents', '2026-11-30T17:38:05.964Z'),
	('0002-words', '2026-11-30T17:38:06.004Z'),
	('0003-author-claims', '2026-11-30T17:38:06.022Z'),
	('0004-skipped-and-index-version', '2026-11-30T17:38:06.042Z');
INSERT INTO knowledge.kysely_migration_lock VALUES
	('migration_lock', 0);
INSERT INTO knowledge.passages VALUES
	('a85ae390a3daee6085ab', 0, '{Spills}', '# Spills
Close the valve first.', 6, '''close'':4 ''first'':7 ''spill'':1A,2B,3 ''valv'':6', 2),
	('9d825a195dcfc8b66b06', 0, '{"The kiln"}', '# The kiln
It needs an hour to cool.', 9, '''cool'':12 ''hour'':10 ''kiln'':2A,4B,6 ''need'':8', 2),
	('9d825a195dcfc8b66b06', 1, '{"The kiln",Alarm}', '## Alarm
Call the night shift.', 6, '''alarm'':5B,6 ''call'':7 ''kiln'':2A,4B ''night'':9 ''shift'':10', 2),
	('be395d03f22b01de0875', 0, '{"One customer has half of the rows"}', '# One customer has half of the rows
nightly-sales (app-1): executor-out-of-memory
## What failed
```
java.lang.OutOfMemoryError: Java heap space
```
## Fix
Salt the join key.
## Note
Seen after an import.
Recorded by ada, 2026-11-01.', 36, '''-01'':53 ''-1'':26 ''-11'':52 ''01'':67 ''11'':66 ''2026'':51,65 ''ada'':50 ''app'':25,57 ''custom'':2A,9B,16 ''error'':64 ''executor'':28,58 ''executor-out-of-memori'':27 ''fail'':33 ''fix'':38 ''half'':4A,11B,18 ''heap'':36 ''import'':47 ''java'':35,62 ''java.lang.outofmemoryerror'':34 ''join'':41 ''key'':42 ''lang'':63 ''memori'':31,61 ''night'':23,55 ''nightly-sal'':22 ''note'':43 ''one'':1A,8B,15 ''outofmemoryerror'':54 ''record'':48 ''row'':7A,14B,21 ''sale'':24,56 ''salt'':39 ''seen'':44 ''space'':37', 2),
	('6e1192bbf1045f4c0437', 0, '{}', 'Omar has the key.', 4, '''key'':6 ''night'':1A ''omar'':3 ''shift'':2A', 2);
INSERT INTO knowledge.revisions VALUES
	('be395d03f22b01de0875', '2026-11-01 10:00:00+00', 'ada', 'One customer has half of the rows', 'urn:drawbridge:knowledge:root-causes:spark/first', '{"cause":"executor-out-of-memory","fingerprint":"f1","text":"java.lang.OutOfMemoryError: Java heap space","subject":{"id":"app-1","name":"nightly-sales"},"title":"One customer has half of the rows","fix":"Salt the join key.","note":"Seen after an import.","recordedBy":"ada","recordedAt":"2026-11-01T10:00:00Z","groups":["ads-eng"]}', 'sub'),
	('6e1192bbf1045f4c0437', '2026-11-30 17:38:07.396+00', 'ada', 'Night shift', 'urn:drawbridge:knowledge:notes:night-shift', 'Ines has the key.', 'sub'),
	('6e1192bbf1045f4c0437', '2026-11-30 17:38:07.48+00', 'ines', 'Night shift', 'urn:drawbridge:knowledge:notes:night-shift', 'Omar has the key.', 'sub');
INSERT INTO knowledge.root_causes VALUES
	('spark/first', 'be395d03f22b01de0875', 'executor-out-of-memory', 'f1', 'java.lang.OutOfMemoryError: Java heap space', '2026-11-01 10:00:00+00', '{"fix": "Salt the join key.", "note": "Seen after an import.", "text": "java.lang.OutOfMemoryError: Java heap space", "cause": "executor-out-of-memory", "title": "One customer has half of the rows", "groups": ["ads-eng"], "subject": {"id": "app-1", "name": "nightly-sales"}, "recordedAt": "2026-11-01T10:00:00Z", "recordedBy": "ada", "fingerprint": "f1"}');
INSERT INTO knowledge.sources VALUES
	('guides', 'Guides', 'folder', '{ads-eng}', true, '2026-11-30 17:38:07.317+00', '[]', '[]'),
	('notes', 'Notes', 'notes', '{ads-eng}', true, NULL, '[]', '[]'),
	('root-causes', 'Recorded root causes', 'records', '{}', true, NULL, '[]', '[]');
INSERT INTO knowledge.words VALUES
	('close'),
	('first'),
	('spill'),
	('valv'),
	('alarm'),
	('call'),
	('cool'),
	('hour'),
	('kiln'),
	('need'),
	('night'),
	('shift'),
	('ada'),
	('app'),
	('custom'),
	('error'),
	('executor'),
	('fail'),
	('fix'),
	('half'),
	('heap'),
	('import'),
	('java'),
	('join'),
	('key'),
	('lang'),
	('memori'),
	('note'),
	('one'),
	('outofmemoryerror'),
	('record'),
	('row'),
	('sale'),
	('salt'),
	('seen'),
	('space'),
	('ine'),
	('omar');
INSERT INTO registry.approval_scopes VALUES
	('P86qLewAkqKqX9slziWxfw', 'ada', 'presto', 'figures', 'INSERT ads.spend, reading ads.staging: at most 5,000 rows each, 20 times and 10,000 rows in all', 'ada', '2026-11-30 17:38:04.877+00', '2026-11-30 18:38:04.877+00', NULL, 0, 'hjQi3IUp1pdC.okuRUnT8aGAxPghMcWRuOvMYVGblu9h5RHqIusXIWasgLQZr83yXZflsJKJY2L7w_peXcKqmy7-e0BMle6PGDQ', 20, 0, 10000, 'sub');
INSERT INTO registry.approvals VALUES
	('PckleuDeQ0zguGwnXZ8lZw', 'presto', 'ada', 'figures', '2adee2d4-c660-4cf7-b95e-f1cc34d2edbc', 'second-person', 'v1', '{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:01.215Z","id":"PckleuDeQ0zguGwnXZ8lZw","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.215Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'i8mvs6-jW5Xk8JDEpbK8jClkwDsyjVPQX54L22BbCV8', 'pending', '2026-11-30 17:38:01.215+00', '2026-11-30 18:38:01.215+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'hjQi3IUp1pdC.IfdFYUgUTi239II8VZPsWDnPTEzRt7ve5Z0Gz8IyRq71P1fRwcznogrlWiJrogbHaEqzH5x6LSPKHF8q12M1BQ', NULL, 'sub', '{"object":"ads.spend","columns":["id"],"rows":[["a cell"]],"hidden":[],"moreColumns":0,"why":null}'),
	('MwjiGR7An-WCWFZFaJ4tpg', 'presto', 'ada', 'figures', 'acf2c9ae-4181-4bc6-acdc-ca6b9fbc914d', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T15:37:59.620Z","id":"MwjiGR7An-WCWFZFaJ4tpg","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T14:37:59.620Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'c6F_uGfmwco0DRzdgSnm8mfLK9O2xb4SKr16VBx33YQ', 'outcome-unknown', '2026-11-30 14:37:59.62+00', '2026-11-30 14:53:01.104+00', 'ada', '2026-11-30 14:38:01.104+00', NULL, NULL, '5wpDDs_1-r2wK7E4St87kg', '735b59e3-a739-4ece-9469-f4552cc72144', '2026-11-30 15:38:01.176+00', NULL, 'paired-editor with pairing rF8KKaJoQaKvX7vMLfISWQ', 'hjQi3IUp1pdC.dBTvzA0zWPRtXGBUD2cGy8aEEt4g8gw0ff9uaY8okhqFE1je59ivkZuM9qbruVkz4IUnXTI8kolGLN1icyB3Dg', NULL, 'sub', NULL),
	('iTSPsHaxQ-gzY05rZGW_Ew', 'presto', 'ada', 'figures', '99c47fa6-f0d6-4c85-8d1f-732ba6463504', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T15:38:01.191Z","id":"iTSPsHaxQ-gzY05rZGW_Ew","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T14:38:01.191Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'T1esH77NZoi4yxP-_-GZnndToe1Ur6lSbMrKMJQeQEA', 'expired', '2026-11-30 14:38:01.191+00', '2026-11-30 15:38:01.191+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'hjQi3IUp1pdC.5xixAwOCT2iJHp2bwx_QvvFtJVBhCBtc3NstbMbn7oTG_wtSWr_kBEaPlTcLR2g1i-dLPZuTnXlUEiSSqhxwBA', NULL, 'sub', NULL),
	('4BgC1UdFg7RSOmFf8Jcuyg', 'presto', 'ada', 'figures', 'dff91e17-df0d-4241-94ca-887e846c558f', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:01.228Z","id":"4BgC1UdFg7RSOmFf8Jcuyg","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.228Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', '4nyqXfrekUVACHsa2zIfxBUegY1pCxo1LsIA947FuTs', 'approved', '2026-11-30 17:38:01.228+00', '2026-11-30 17:53:01.469+00', 'ada', '2026-11-30 17:38:01.469+00', NULL, NULL, 'XYo2GsEsjBX4TlvEAksNFg', NULL, NULL, NULL, 'paired-editor with pairing rF8KKaJoQaKvX7vMLfISWQ', 'hjQi3IUp1pdC.jRD_5j_QEM0dDoMiMM-R4RHhT_6fTQouxyzNLHWhCvyk3UN4wPMsPtquXkeZXxISKmTG4TrIxE_czjmqcp0SDQ', NULL, 'sub', NULL),
	('_4X4jutRSaBshVntjURu7A', 'presto', 'ada', 'figures', '6b9e602d-95fa-4470-9171-4211685dad3b', 'second-person', 'v1', '{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:01.796Z","id":"_4X4jutRSaBshVntjURu7A","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.796Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', '8Q1C-4gt1CRpdVH6ua9Tsh3Yy1K90RFhewxHC-jlUfs', 'rejected', '2026-11-30 17:38:01.796+00', '2026-11-30 18:38:01.796+00', 'ines', '2026-11-30 17:38:02.806+00', 'Not in the busy hours.', NULL, NULL, NULL, NULL, NULL, 'paired-editor with pairing 7-zkwRQiVJZNwDg29mqDWQ', 'hjQi3IUp1pdC.LhRN8UOeAC93CHaj1QqaiWLSe1d4a2RkdUYE53DYFYS8b33WPcmZeLWtHvPs-yqbuby6Qw4ZXDc6Xz2zyhiHCw', NULL, 'sub', NULL),
	('8KpdDTqpA9_JmOxckl5qIQ', 'presto', 'ada', 'figures', '8c175fba-12b8-4688-97c2-dd5936b4d133', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:02.881Z","id":"8KpdDTqpA9_JmOxckl5qIQ","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:02.881Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'f_YaZsH--l9KclHYosXNYSdR4DmQDQvZ4KJxMwoRhpU', 'void', '2026-11-30 17:38:02.881+00', '2026-11-30 18:38:02.881+00', NULL, NULL, 'The plan changed.', NULL, NULL, NULL, NULL, NULL, NULL, 'hjQi3IUp1pdC.jrrN_IDlslxcFPXWeT-0UrolxLz-1FrrGEdH_cho4a3H2yp1q7wVRlgmEIBzF6_Qx_BIIKCIxT-rn-hWJZnMCw', NULL, 'sub', NULL),
	('R17HBBUMON8jdIexRNIvHA', 'presto', 'ada', 'figures', '32ffe7bb-1fd4-4b1f-8573-074b1eb47dfc', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:02.957Z","id":"R17HBBUMON8jdIexRNIvHA","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:02.957Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'fLnNTugCYKLe32nKrSYVOgcQL7ERRjLktOlDhk6R3AM', 'consumed', '2026-11-30 17:38:02.957+00', '2026-11-30 17:53:03.179+00', 'ada', '2026-11-30 17:38:03.179+00', NULL, NULL, 'XS56O600FnPSBzWPtNtXXg', '80a15ad4-2035-4a7b-97ae-5d29d5a95076', '2026-12-01 17:38:03.28+00', NULL, 'paired-editor with pairing rF8KKaJoQaKvX7vMLfISWQ', 'hjQi3IUp1pdC.F2FRQmF1K9KWKZ4c4XoXxOgmlbsLHVYMhEQ-BDooOHpvDNJYbmnV5DSWPpp_0zHa_qfY1s3K_6H_BQJZDqo4Dg', NULL, 'sub', NULL),
	('E-P-TteiFoMQDWfGYtbE4g', 'presto', 'ada', 'figures', 'e5a80608-aae3-4bdd-8568-a13588120e1e', 'second-person', 'v1', '{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:03.345Z","id":"E-P-TteiFoMQDWfGYtbE4g","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:03.345Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'jWJMdwPa8dAnBXOerXvr20sxM_Z4T4pRd9y6AzOw5hM', 'succeeded', '2026-11-30 17:38:03.345+00', '2026-11-30 17:53:03.637+00', 'ines', '2026-11-30 17:38:03.637+00', NULL, NULL, 'AihDtPQ8Ws-RJnH_BGrQxA', '778bf0e3-e877-476d-9ae9-3413dcafad42', '2026-11-30 17:39:03.798+00', NULL, 'paired-editor with pairing 7-zkwRQiVJZNwDg29mqDWQ', 'hjQi3IUp1pdC.d-G6J6jM4NCaxv9EdFPPdDH_BcxPyvz4gEoHp_mlC1C21_8vl88_5VVkfB671FMOmJTW2WYlZpkPhzgWWdA3AA', '{}', 'sub', NULL),
	('RiQiFYTagLAal5jSl1bIbw', 'presto', 'ada', 'figures', '258a33ab-3360-479a-89b4-3309a7daae49', 'second-person', 'v1', '{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:03.905Z","id":"RiQiFYTagLAal5jSl1bIbw","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:03.905Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', '1vBCmm8zx4ye8rFd5uKYu7mVUHuyUyuz7Wlp5XulRq0', 'failed', '2026-11-30 17:38:03.905+00', '2026-11-30 17:53:04.179+00', 'ines', '2026-11-30 17:38:04.179+00', NULL, NULL, 'pdZBZSCm2VmJ6Pucuh-TZQ', '253c55c7-8cef-4f76-93f7-f846617f19a1', '2026-11-30 17:39:04.326+00', NULL, 'paired-editor with pairing 7-zkwRQiVJZNwDg29mqDWQ', 'hjQi3IUp1pdC.Rji4Ps1l4pEy9MruL0ZmoUv2WFPkAsQc6HAY6VD4BTZOpRdBS6gZ1K67JYHw0MVLkghAsNDlymkNomXhqZviAA', '{}', 'sub', NULL),
	('iOlVm13_m3RoOCzpNW8JjA', 'presto', 'ada', 'figures', 'fd6fcbdb-aa84-4249-94f2-7072017ebcb9', 'caller', 'v1', '{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:04.481Z","id":"iOlVm13_m3RoOCzpNW8JjA","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:04.481Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}', 'Qq2zbbWCocYpQLT2p9_5G1ZXSO4RRTx5QCAFARTqrrk', 'approved', '2026-11-30 17:38:04.481+00', '2026-11-30 17:53:04.877+00', 'ada', '2026-11-30 17:38:04.877+00', NULL, NULL, 'BuhFPxlDqPFY6l43DG05ig', NULL, NULL, NULL, 'paired-editor with pairing rF8KKaJoQaKvX7vMLfISWQ', 'hjQi3IUp1pdC.c1kI-xAuaLZZUuA8LK6yKPBuN5Bp6iRa23fdrYakY9o7V5Rq8kQENCXfN5dOiwkAl3ZE7a6Y4qSmyx2JlysyAQ', NULL, 'sub', NULL);
INSERT INTO registry.audit VALUES
	(1, '{"at":"2026-11-30T17:37:59.497Z","body":{"by":"operator","groups":["infra"],"server":"presto"},"kind":"approvers-changed","previous":"drawbridge-audit-1","seq":1}', 'jmOKGykiemLyGJELyCaGW6O9188JiRQpvNWFaguzMSQ', 'approvers-changed', 'approvers of presto', NULL, DEFAULT),
	(2, '{"at":"2026-11-30T14:37:59.620Z","body":{"claim":"sub","digest":"acf2c9ae-4181-4bc6-acdc-ca6b9fbc914d","policyVersion":"v1","request":"MwjiGR7An-WCWFZFaJ4tpg","sealed":true,"server":"presto","shown":"c6F_uGfmwco0DRzdgSnm8mfLK9O2xb4SKr16VBx33YQ","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T15:37:59.620Z","id":"MwjiGR7An-WCWFZFaJ4tpg","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T14:37:59.620Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"jmOKGykiemLyGJELyCaGW6O9188JiRQpvNWFaguzMSQ","seq":2}', 'CTggwfUCRS2oDaWSUFbJSia8IshBSpxU_svaGp9IDEM', 'requested', 'MwjiGR7An-WCWFZFaJ4tpg', NULL, DEFAULT),
	(3, '{"at":"2026-11-30T17:38:00.581Z","body":{"editor":"Code - OSS","folder":"reports","host":"workstation","key":"E0ri1amnn_Qgv55SSFUCbMYwu9-lhu5EddL1IQjocIk","pairing":"rF8KKaJoQaKvX7vMLfISWQ","user":"ada"},"kind":"editor-paired","previous":"CTggwfUCRS2oDaWSUFbJSia8IshBSpxU_svaGp9IDEM","seq":3}', 'loIBUN-ZzcmUrtaMV4sVKhN1IMZNMNcmKHOky6unLzs', 'editor-paired', NULL, NULL, DEFAULT),
	(4, '{"at":"2026-11-30T17:38:00.725Z","body":{"editor":"Code - OSS","folder":"reports","host":"workstation","key":"E0ri1amnn_Qgv55SSFUCbMYwu9-lhu5EddL1IQjocIk","pairing":"rF8KKaJoQaKvX7vMLfISWQ","user":"ada"},"kind":"editor-first-token","previous":"loIBUN-ZzcmUrtaMV4sVKhN1IMZNMNcmKHOky6unLzs","seq":4}', 'kVEm4XV5FZduBupKKdAl4gN11bMEvUD_KbbMxBMo7fY', 'editor-first-token', NULL, NULL, DEFAULT),
	(5, '{"at":"2026-11-30T14:38:01.104Z","body":{"authenticatedAt":"2026-11-30T17:38:00.566Z","by":"ada","client":"paired-editor","grant":"5wpDDs_1-r2wK7E4St87kg","groups":["ads-eng"],"pairing":"rF8KKaJoQaKvX7vMLfISWQ","passkey":null,"reason":null,"request":"MwjiGR7An-WCWFZFaJ4tpg","server":"presto","shown":"c6F_uGfmwco0DRzdgSnm8mfLK9O2xb4SKr16VBx33YQ","tool":"figures","user":"ada"},"kind":"approved","previous":"kVEm4XV5FZduBupKKdAl4gN11bMEvUD_KbbMxBMo7fY","seq":5}', '1D0GAaGx5Quj7JWutdm0_S-Ukk6sIv9rTQbXQGjASJw', 'approved', 'MwjiGR7An-WCWFZFaJ4tpg', NULL, DEFAULT),
	(6, '{"at":"2026-11-30T14:38:01.180Z","body":{"call":"735b59e3-a739-4ece-9469-f4552cc72144","deadline":"2026-11-30T15:38:01.176Z","grant":"5wpDDs_1-r2wK7E4St87kg","request":"MwjiGR7An-WCWFZFaJ4tpg","server":"presto","tool":"figures","user":"ada"},"kind":"consumed","previous":"1D0GAaGx5Quj7JWutdm0_S-Ukk6sIv9rTQbXQGjASJw","seq":6}', 'EBSHg9gPtB8xGXPr7bek23RcTTo9PDzUoL7kFDUoRd0', 'consumed', 'MwjiGR7An-WCWFZFaJ4tpg', NULL, DEFAULT),
	(7, '{"at":"2026-11-30T14:38:01.191Z","body":{"claim":"sub","digest":"99c47fa6-f0d6-4c85-8d1f-732ba6463504","policyVersion":"v1","request":"iTSPsHaxQ-gzY05rZGW_Ew","sealed":true,"server":"presto","shown":"T1esH77NZoi4yxP-_-GZnndToe1Ur6lSbMrKMJQeQEA","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T15:38:01.191Z","id":"iTSPsHaxQ-gzY05rZGW_Ew","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T14:38:01.191Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"EBSHg9gPtB8xGXPr7bek23RcTTo9PDzUoL7kFDUoRd0","seq":7}', 't0ZcfhTgsEIuT5asIrAQhnoqfPHAqd4cE4CjLs45BBg', 'requested', 'iTSPsHaxQ-gzY05rZGW_Ew', NULL, DEFAULT),
	(8, '{"at":"2026-11-30T17:38:01.215Z","body":{"claim":"sub","digest":"2adee2d4-c660-4cf7-b95e-f1cc34d2edbc","policyVersion":"v1","request":"PckleuDeQ0zguGwnXZ8lZw","sealed":true,"server":"presto","shown":"i8mvs6-jW5Xk8JDEpbK8jClkwDsyjVPQX54L22BbCV8","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:01.215Z","id":"PckleuDeQ0zguGwnXZ8lZw","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.215Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"t0ZcfhTgsEIuT5asIrAQhnoqfPHAqd4cE4CjLs45BBg","seq":8}', 'iSxIDo9WvRi7znyuvlAGFuKp2pYr-K1o3SKHKYwhLDU', 'requested', 'PckleuDeQ0zguGwnXZ8lZw', NULL, DEFAULT),
	(9, '{"at":"2026-11-30T17:38:01.228Z","body":{"claim":"sub","digest":"dff91e17-df0d-4241-94ca-887e846c558f","policyVersion":"v1","request":"4BgC1UdFg7RSOmFf8Jcuyg","sealed":true,"server":"presto","shown":"4nyqXfrekUVACHsa2zIfxBUegY1pCxo1LsIA947FuTs","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:01.228Z","id":"4BgC1UdFg7RSOmFf8Jcuyg","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.228Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"iSxIDo9WvRi7znyuvlAGFuKp2pYr-K1o3SKHKYwhLDU","seq":9}', 'RkPpQCQ0HUk9X1ayuf3Os2MBge3JKxv9o__04qPMavo', 'requested', '4BgC1UdFg7RSOmFf8Jcuyg', NULL, DEFAULT),
	(10, '{"at":"2026-11-30T17:38:01.337Z","body":{"request":"MwjiGR7An-WCWFZFaJ4tpg","server":"presto","tool":"figures","user":"ada","why":"no outcome by the deadline"},"kind":"outcome-unknown","previous":"RkPpQCQ0HUk9X1ayuf3Os2MBge3JKxv9o__04qPMavo","seq":10}', 'YAj6T6wHogHNnlJKRcAstAbv6_geSsec6dpo7LwLbQo', 'outcome-unknown', 'MwjiGR7An-WCWFZFaJ4tpg', NULL, DEFAULT),
	(11, '{"at":"2026-11-30T17:38:01.460Z","body":{"request":"iTSPsHaxQ-gzY05rZGW_Ew","server":"presto","tool":"figures","user":"ada","was":"pending"},"kind":"expired","previous":"YAj6T6wHogHNnlJKRcAstAbv6_geSsec6dpo7LwLbQo","seq":11}', 'Bv_2yJoBN0qkR-Yb1XMAOOPztRcDWZsDghIzfcKLLmk', 'expired', 'iTSPsHaxQ-gzY05rZGW_Ew', NULL, DEFAULT),
	(12, '{"at":"2026-11-30T17:38:01.469Z","body":{"authenticatedAt":"2026-11-30T17:38:00.566Z","by":"ada","client":"paired-editor","grant":"XYo2GsEsjBX4TlvEAksNFg","groups":["ads-eng"],"pairing":"rF8KKaJoQaKvX7vMLfISWQ","passkey":null,"reason":null,"request":"4BgC1UdFg7RSOmFf8Jcuyg","server":"presto","shown":"4nyqXfrekUVACHsa2zIfxBUegY1pCxo1LsIA947FuTs","tool":"figures","user":"ada"},"kind":"approved","previous":"Bv_2yJoBN0qkR-Yb1XMAOOPztRcDWZsDghIzfcKLLmk","seq":12}', 'KF9JLZSLq9luhAPdJt-PEeqrGahNnboxpuYO6D3LmO8', 'approved', '4BgC1UdFg7RSOmFf8Jcuyg', NULL, DEFAULT),
	(13, '{"at":"2026-11-30T17:38:01.796Z","body":{"claim":"sub","digest":"6b9e602d-95fa-4470-9171-4211685dad3b","policyVersion":"v1","request":"_4X4jutRSaBshVntjURu7A","sealed":true,"server":"presto","shown":"8Q1C-4gt1CRpdVH6ua9Tsh3Yy1K90RFhewxHC-jlUfs","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:01.796Z","id":"_4X4jutRSaBshVntjURu7A","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:01.796Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"KF9JLZSLq9luhAPdJt-PEeqrGahNnboxpuYO6D3LmO8","seq":13}', 'GEJftYGvY8t21YIxKBf9GTFIeBRsZX5uuYdkotV3ix0', 'requested', '_4X4jutRSaBshVntjURu7A', NULL, DEFAULT),
	(14, '{"at":"2026-11-30T17:38:02.531Z","body":{"editor":"Code - OSS","folder":"reports","host":"workstation","key":"CHuyIZYo3UQ-k86pT14CecJ34w3myJ-WIRu4dH4PSZc","pairing":"7-zkwRQiVJZNwDg29mqDWQ","user":"ines"},"kind":"editor-paired","previous":"GEJftYGvY8t21YIxKBf9GTFIeBRsZX5uuYdkotV3ix0","seq":14}', 'YUX190R8KcPNzCZ-MpxOItHyReYY6RLgNHA9z5JwUqg', 'editor-paired', NULL, NULL, DEFAULT),
	(15, '{"at":"2026-11-30T17:38:02.705Z","body":{"editor":"Code - OSS","folder":"reports","host":"workstation","key":"CHuyIZYo3UQ-k86pT14CecJ34w3myJ-WIRu4dH4PSZc","pairing":"7-zkwRQiVJZNwDg29mqDWQ","user":"ines"},"kind":"editor-first-token","previous":"YUX190R8KcPNzCZ-MpxOItHyReYY6RLgNHA9z5JwUqg","seq":15}', 'zIrTltW4hk98FYUm6wkulIDrKCKPdaJv9CKzmtcMh3A', 'editor-first-token', NULL, NULL, DEFAULT),
	(16, '{"at":"2026-11-30T17:38:02.806Z","body":{"authenticatedAt":"2026-11-30T17:38:02.517Z","by":"ines","client":"paired-editor","groups":["infra"],"pairing":"7-zkwRQiVJZNwDg29mqDWQ","passkey":null,"reason":"Not in the busy hours.","request":"_4X4jutRSaBshVntjURu7A","server":"presto","shown":"8Q1C-4gt1CRpdVH6ua9Tsh3Yy1K90RFhewxHC-jlUfs","tool":"figures","user":"ada"},"kind":"rejected","previous":"zIrTltW4hk98FYUm6wkulIDrKCKPdaJv9CKzmtcMh3A","seq":16}', 'VeVtkQqTOBXzvD_UvZtqdPg-bEWTNXXPANGJmpA2XyQ', 'rejected', '_4X4jutRSaBshVntjURu7A', NULL, DEFAULT),
	(17, '{"at":"2026-11-30T17:38:02.881Z","body":{"claim":"sub","digest":"8c175fba-12b8-4688-97c2-dd5936b4d133","policyVersion":"v1","request":"8KpdDTqpA9_JmOxckl5qIQ","sealed":true,"server":"presto","shown":"f_YaZsH--l9KclHYosXNYSdR4DmQDQvZ4KJxMwoRhpU","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:02.881Z","id":"8KpdDTqpA9_JmOxckl5qIQ","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:02.881Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"VeVtkQqTOBXzvD_UvZtqdPg-bEWTNXXPANGJmpA2XyQ","seq":17}', '5gyCZr0zn_gXLs_LII4_J6WVd5van1hjt_a8QaBiHg0', 'requested', '8KpdDTqpA9_JmOxckl5qIQ', NULL, DEFAULT),
	(18, '{"at":"2026-11-30T17:38:02.923Z","body":{"by":"server","reason":"The plan changed.","request":"8KpdDTqpA9_JmOxckl5qIQ","server":"presto","tool":"figures","user":"ada"},"kind":"void","previous":"5gyCZr0zn_gXLs_LII4_J6WVd5van1hjt_a8QaBiHg0","seq":18}', 'hT85phMDpm1LvCwzuUybSpAfo4Zp4Uhyv2aEkxcMIFw', 'void', '8KpdDTqpA9_JmOxckl5qIQ', NULL, DEFAULT),
	(19, '{"at":"2026-11-30T17:38:02.957Z","body":{"claim":"sub","digest":"32ffe7bb-1fd4-4b1f-8573-074b1eb47dfc","policyVersion":"v1","request":"R17HBBUMON8jdIexRNIvHA","sealed":true,"server":"presto","shown":"fLnNTugCYKLe32nKrSYVOgcQL7ERRjLktOlDhk6R3AM","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:02.957Z","id":"R17HBBUMON8jdIexRNIvHA","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:02.957Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"hT85phMDpm1LvCwzuUybSpAfo4Zp4Uhyv2aEkxcMIFw","seq":19}', 'iX_VpNKRXjRHdu9NAU0-2ZmEfS3tp-N0KtxH3Fhnhf4', 'requested', 'R17HBBUMON8jdIexRNIvHA', NULL, DEFAULT),
	(23, '{"at":"2026-11-30T17:38:03.637Z","body":{"authenticatedAt":"2026-11-30T17:38:02.517Z","by":"ines","client":"paired-editor","grant":"AihDtPQ8Ws-RJnH_BGrQxA","groups":["infra"],"pairing":"7-zkwRQiVJZNwDg29mqDWQ","passkey":null,"reason":null,"request":"E-P-TteiFoMQDWfGYtbE4g","server":"presto","shown":"jWJMdwPa8dAnBXOerXvr20sxM_Z4T4pRd9y6AzOw5hM","tool":"figures","user":"ada"},"kind":"approved","previous":"4ZvOfcY6lFqXVhJk6BMvXrxer77yIUY47UwWvY-Yhio","seq":23}', 'DSW57yRAtLZawStQEF72A-_S0hx0W991-yGE03tmllk', 'approved', 'E-P-TteiFoMQDWfGYtbE4g', NULL, DEFAULT),
	(24, '{"at":"2026-11-30T17:38:03.813Z","body":{"call":"778bf0e3-e877-476d-9ae9-3413dcafad42","deadline":"2026-11-30T17:39:03.798Z","grant":"AihDtPQ8Ws-RJnH_BGrQxA","request":"E-P-TteiFoMQDWfGYtbE4g","server":"presto","tool":"figures","user":"ada"},"kind":"consumed","previous":"DSW57yRAtLZawStQEF72A-_S0hx0W991-yGE03tmllk","seq":24}', 'PktjcGfP4G0pb1AzZ4F-e-SgwXcL4OL6DqvWVG3CkZ4', 'consumed', 'E-P-TteiFoMQDWfGYtbE4g', NULL, DEFAULT),
	(25, '{"at":"2026-11-30T17:38:03.849Z","body":{"by":"server","request":"E-P-TteiFoMQDWfGYtbE4g","server":"presto","tool":"figures","user":"ada"},"kind":"succeeded","previous":"PktjcGfP4G0pb1AzZ4F-e-SgwXcL4OL6DqvWVG3CkZ4","seq":25}', 'Rwr-YvM4vMUUp6A_SwBXijkXIAtwJ6gkZ0kpCHYyfvc', 'succeeded', 'E-P-TteiFoMQDWfGYtbE4g', NULL, DEFAULT),
	(20, '{"at":"2026-11-30T17:38:03.179Z","body":{"authenticatedAt":"2026-11-30T17:38:00.566Z","by":"ada","client":"paired-editor","grant":"XS56O600FnPSBzWPtNtXXg","groups":["ads-eng"],"pairing":"rF8KKaJoQaKvX7vMLfISWQ","passkey":null,"reason":null,"request":"R17HBBUMON8jdIexRNIvHA","server":"presto","shown":"fLnNTugCYKLe32nKrSYVOgcQL7ERRjLktOlDhk6R3AM","tool":"figures","user":"ada"},"kind":"approved","previous":"iX_VpNKRXjRHdu9NAU0-2ZmEfS3tp-N0KtxH3Fhnhf4","seq":20}', 'rI_NCxFbVu_2krIi8mR4p9yIpdJntarDPMK9woRscvs', 'approved', 'R17HBBUMON8jdIexRNIvHA', NULL, DEFAULT),
	(21, '{"at":"2026-11-30T17:38:03.306Z","body":{"call":"80a15ad4-2035-4a7b-97ae-5d29d5a95076","deadline":"2026-12-01T17:38:03.280Z","grant":"XS56O600FnPSBzWPtNtXXg","request":"R17HBBUMON8jdIexRNIvHA","server":"presto","tool":"figures","user":"ada"},"kind":"consumed","previous":"rI_NCxFbVu_2krIi8mR4p9yIpdJntarDPMK9woRscvs","seq":21}', 'IC6BnQqAM9B0eT_0bDCu1hM5ZN163Hh_FFU9yDCjK-k', 'consumed', 'R17HBBUMON8jdIexRNIvHA', NULL, DEFAULT),
	(22, '{"at":"2026-11-30T17:38:03.345Z","body":{"claim":"sub","digest":"e5a80608-aae3-4bdd-8568-a13588120e1e","policyVersion":"v1","request":"E-P-TteiFoMQDWfGYtbE4g","sealed":true,"server":"presto","shown":"jWJMdwPa8dAnBXOerXvr20sxM_Z4T4pRd9y6AzOw5hM","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:03.345Z","id":"E-P-TteiFoMQDWfGYtbE4g","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:03.345Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"IC6BnQqAM9B0eT_0bDCu1hM5ZN163Hh_FFU9yDCjK-k","seq":22}', '4ZvOfcY6lFqXVhJk6BMvXrxer77yIUY47UwWvY-Yhio', 'requested', 'E-P-TteiFoMQDWfGYtbE4g', NULL, DEFAULT),
	(27, '{"at":"2026-11-30T17:38:04.179Z","body":{"authenticatedAt":"2026-11-30T17:38:02.517Z","by":"ines","client":"paired-editor","grant":"pdZBZSCm2VmJ6Pucuh-TZQ","groups":["infra"],"pairing":"7-zkwRQiVJZNwDg29mqDWQ","passkey":null,"reason":null,"request":"RiQiFYTagLAal5jSl1bIbw","server":"presto","shown":"1vBCmm8zx4ye8rFd5uKYu7mVUHuyUyuz7Wlp5XulRq0","tool":"figures","user":"ada"},"kind":"approved","previous":"wEKHv-KWFtey5iYCX-TGuya97q3ftyxZN4uXLPmLH9w","seq":27}', 'anPxC7sXxSfJmcGnXwFFgy9fuE5OmQNI5ei7CBRnAtY', 'approved', 'RiQiFYTagLAal5jSl1bIbw', NULL, DEFAULT),
	(28, '{"at":"2026-11-30T17:38:04.356Z","body":{"call":"253c55c7-8cef-4f76-93f7-f846617f19a1","deadline":"2026-11-30T17:39:04.326Z","grant":"pdZBZSCm2VmJ6Pucuh-TZQ","request":"RiQiFYTagLAal5jSl1bIbw","server":"presto","tool":"figures","user":"ada"},"kind":"consumed","previous":"anPxC7sXxSfJmcGnXwFFgy9fuE5OmQNI5ei7CBRnAtY","seq":28}', 'xTiDiVivb0Ywy8gF0a0unfeaHUgVy2HPzZC7DKDvYjk', 'consumed', 'RiQiFYTagLAal5jSl1bIbw', NULL, DEFAULT),
	(29, '{"at":"2026-11-30T17:38:04.414Z","body":{"by":"server","request":"RiQiFYTagLAal5jSl1bIbw","server":"presto","tool":"figures","user":"ada"},"kind":"failed","previous":"xTiDiVivb0Ywy8gF0a0unfeaHUgVy2HPzZC7DKDvYjk","seq":29}', 'eUCFBt2B_AGUxsImW02w1K67tvp4HOtfwwq4iG-pBIM', 'failed', 'RiQiFYTagLAal5jSl1bIbw', NULL, DEFAULT),
	(30, '{"at":"2026-11-30T17:38:04.481Z","body":{"claim":"sub","digest":"fd6fcbdb-aa84-4249-94f2-7072017ebcb9","policyVersion":"v1","request":"iOlVm13_m3RoOCzpNW8JjA","sealed":true,"server":"presto","shown":"Qq2zbbWCocYpQLT2p9_5G1ZXSO4RRTx5QCAFARTqrrk","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":[],"environment":"dev","expiresAt":"2026-11-30T18:38:04.481Z","id":"iOlVm13_m3RoOCzpNW8JjA","need":"caller","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:04.481Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"eUCFBt2B_AGUxsImW02w1K67tvp4HOtfwwq4iG-pBIM","seq":30}', 'NeIofftvbBXmfwDpj42lyxU2Iyh7WA6ZXEnhBLQ-IpQ', 'requested', 'iOlVm13_m3RoOCzpNW8JjA', NULL, DEFAULT),
	(31, '{"at":"2026-11-30T17:38:04.877Z","body":{"authenticatedAt":"2026-11-30T17:38:00.566Z","by":"ada","client":"paired-editor","grant":"BuhFPxlDqPFY6l43DG05ig","groups":["ads-eng"],"pairing":"rF8KKaJoQaKvX7vMLfISWQ","passkey":null,"reason":null,"request":"iOlVm13_m3RoOCzpNW8JjA","server":"presto","shown":"Qq2zbbWCocYpQLT2p9_5G1ZXSO4RRTx5QCAFARTqrrk","tool":"figures","user":"ada"},"kind":"approved","previous":"NeIofftvbBXmfwDpj42lyxU2Iyh7WA6ZXEnhBLQ-IpQ","seq":31}', 'GmIlIIU_hfOnnTgTa7WDbGiJWnYiXXibTJABk8HRY0A', 'approved', 'iOlVm13_m3RoOCzpNW8JjA', NULL, DEFAULT),
	(32, '{"at":"2026-11-30T17:38:04.877Z","body":{"by":"ada","claim":"sub","client":"paired-editor","condition":"INSERT ads.spend, reading ads.staging: at most 5,000 rows each, 20 times and 10,000 rows in all","expiresAt":"2026-11-30T18:38:04.877Z","groups":["ads-eng"],"request":"iOlVm13_m3RoOCzpNW8JjA","scope":"P86qLewAkqKqX9slziWxfw","server":"presto","tool":"figures","user":"ada"},"kind":"scope-approved","previous":"GmIlIIU_hfOnnTgTa7WDbGiJWnYiXXibTJABk8HRY0A","seq":32}', 'YYxJ8F2HCSlJlpDTVFgrFvyOQmlZmtAEq2NIr4Zdmi8', 'scope-approved', NULL, 'P86qLewAkqKqX9slziWxfw', DEFAULT),
	(26, '{"at":"2026-11-30T17:38:03.905Z","body":{"claim":"sub","digest":"258a33ab-3360-479a-89b4-3309a7daae49","policyVersion":"v1","request":"RiQiFYTagLAal5jSl1bIbw","sealed":true,"server":"presto","shown":"1vBCmm8zx4ye8rFd5uKYu7mVUHuyUyuz7Wlp5XulRq0","tool":"figures","user":"ada","view":{"agent":"claude-code","approvers":["infra"],"environment":"dev","expiresAt":"2026-11-30T18:38:03.905Z","id":"RiQiFYTagLAal5jSl1bIbw","need":"second-person","owner":"Data Platform","plan":{"cost":{"bytes":48000000,"rows":1200},"effect":"write","objects":["ads.spend"],"reversible":"no","similar":{"maxRows":10000,"maxRowsPerUse":5000,"maxUses":20,"sources":["ads.staging"],"target":"ads.spend","verb":"INSERT"},"summary":"INSERT into ads.spend","target":"presto","text":{"content":"INSERT INTO ads.spend SELECT * FROM ads.staging WHERE day = DATE ''2026-11-21''","language":"sql"},"verb":"INSERT"},"requestedAt":"2026-11-30T17:38:03.905Z","server":"presto","serverTitle":"The presto server","tool":"figures","toolTitle":"Figures","user":"ada","workspace":"ads-reports"}},"kind":"requested","previous":"Rwr-YvM4vMUUp6A_SwBXijkXIAtwJ6gkZ0kpCHYyfvc","seq":26}', 'wEKHv-KWFtey5iYCX-TGuya97q3ftyxZN4uXLPmLH9w', 'requested', 'RiQiFYTagLAal5jSl1bIbw', NULL, DEFAULT),
	(33, '{"at":"2026-11-30T17:38:05.360Z","body":{"claim":"sub","passkey":"laptop","user":"ines"},"kind":"passkey-added","previous":"YYxJ8F2HCSlJlpDTVFgrFvyOQmlZmtAEq2NIr4Zdmi8","seq":33}', '_0sHYhpqlKkH7yIgd52SmUSQHopcDo4dvHPKnhs2WY4', 'passkey-added', NULL, NULL, DEFAULT);
INSERT INTO registry.calls VALUES
	('presto', 'ada-0', '2026-11-30 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-1', '2026-11-29 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-2', '2026-11-28 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-3', '2026-11-27 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-4', '2026-11-26 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-5', '2026-11-25 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-6', '2026-11-24 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-7', '2026-11-23 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-8', '2026-11-22 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-9', '2026-11-21 17:38:05.393+00', 'figures', 'ada', NULL, 'failed', 12.5, 3, 'sub'),
	('presto', 'ada-10', '2026-11-20 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-11', '2026-11-19 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-12', '2026-11-18 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-13', '2026-11-17 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-14', '2026-11-16 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-15', '2026-11-15 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-16', '2026-11-14 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-17', '2026-11-13 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-18', '2026-11-12 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-19', '2026-11-11 17:38:05.393+00', 'figures', 'ada', NULL, 'failed', 12.5, 3, 'sub'),
	('presto', 'ada-20', '2026-11-30 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-21', '2026-11-29 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-22', '2026-11-28 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-23', '2026-11-27 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-24', '2026-11-26 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-25', '2026-11-25 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-26', '2026-11-24 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-27', '2026-11-23 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-28', '2026-11-22 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-29', '2026-11-21 17:38:05.393+00', 'figures', 'ada', NULL, 'failed', 12.5, 3, 'sub'),
	('presto', 'ada-30', '2026-11-20 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-31', '2026-11-19 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-32', '2026-11-18 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-33', '2026-11-17 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-34', '2026-11-16 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-35', '2026-11-15 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-36', '2026-11-14 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-37', '2026-11-13 17:38:05.393+00', 'figures', 'ada', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-38', '2026-11-12 17:38:05.393+00', 'figures', 'ada', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'ada-39', '2026-11-11 17:38:05.393+00', 'figures', 'ada', NULL, 'failed', 12.5, 3, 'sub'),
	('presto', 'finn-0', '2026-11-30 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-1', '2026-11-29 17:38:05.423+00', 'figures', 'finn', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-2', '2026-11-28 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-3', '2026-11-27 17:38:05.423+00', 'figures', 'finn', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-4', '2026-11-26 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-5', '2026-11-25 17:38:05.423+00', 'figures', 'finn', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-6', '2026-11-24 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-7', '2026-11-23 17:38:05.423+00', 'figures', 'finn', NULL, 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-8', '2026-11-22 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub'),
	('presto', 'finn-9', '2026-11-21 17:38:05.423+00', 'figures', 'finn', NULL, 'failed', 12.5, 3, 'sub');
INSERT INTO registry.calls VALUES
	('presto', 'finn-10', '2026-11-20 17:38:05.423+00', 'figures', 'finn', 'claude-code', 'ok', 12.5, 3, 'sub');
INSERT INTO registry.display_names VALUES
	('sub', 'ada', 'Ada Lindqvist', true, 'hjQi3IUp1pdC.rS6pZMyOs89HwaTAreqpKPKM-yNzk9cKZnd9mimpNVPOayt2XtNo5bDuxXF9CcvxVp2nzrnwBM2aqtYsye6nCg', '2026-11-30 17:38:01.237+00');
INSERT INTO registry.grant_keys VALUES
	('33pcnREEzKdft-wy', '{"x": "RBegZyEsK_wwp05Xi5xsDdyfzC7b79u-qbTKCMT12vw", "crv": "Ed25519", "kty": "OKP"}', 'ekt8JXw2O4Lo9TrhgcsQMGuZGTfFeSHhkMp76xdyFbPtu8uvQWHOCQLgeBueL1s-nyKqn4u42FGgeywvQzDkXJEejUF7jwEAxt2BjC8z5gfPQgEN8-Ir7Ae84alKCrn7uYpsor-xM80baBQXK-34cmkrBNTjrTMXbwpiBDvbaOKUTkNqYCIzHE6yezj0UuOfJK9mOcYmXD8oBVnvJg', '2026-11-30 17:38:00.629+00', 'hjQi3IUp1pdC.1ohLIA1YnFzP_wbaMjjME0OVSdMFRcYIs3CRK6p7vW04NTzVDlKu6gKyiZEAvbUOgB6buixS8dON58gnzII7Dg');
INSERT INTO registry.identity_tokens VALUES
	('U7J512I1fQ7Sb3zBcHxstg', '3oAjMyYcbXu18cuq9tx_6AQMyraiY56yZQRUBw2W66KiiYo1icBF3KE1zjU_ybca5QdCJOuK6YzPBKUKZwFVO7g4dtX7pjWO0suBLK5P7fUSM9uClwBCde89YJH8Dp7duaiAjuM5uSoeLxlLSwD3eLoWfn26jw-7vI3IuGw5HCuyBo2eD26kz_xZncUI7JoBBPb5RkdmZas2Z9qnCZRUju6FnC_-iy5Z2lnxztomn1g-iipXan-mbjV8QAZL5tuufXUOLhFNL6OUx_PsCTWDu47gQnRgDULeRkWKtl1opz0co104rs2-NHDE9XYmt-aSAC5DM-e9akavTpqHTGaBYYeLwFdc9aSFzuIlXU5WSNI53A2kYhVRD9S3HZ1fDURlzVLgDv3SrIUx0p-KSod4NN6ucywOQ_9BYf1QzRfmpuqw1BJDzfOSP0C5oNloZwu2ofjIY5jihK7yp7Vc3RLMAD2yvyXpfTJgSMnahebmZNAsDOu-dtxkAo0B88PX7vZKgXP84VgJDivG9uHHJ1llBF2pzEdQUyZfcRNf55RVL0i4XUz0TjahBLmQw2GAx-TpDun2yRbeVja1-8myUG-rv5tDRUyJX2N9-51a-YfpSmusitdNrqyK4Pc1DXoWAFsKZdjAgqArXhduq4y6AifWeg94qqos6nS4RYbw8NAm5p4OzVXZcz4RED8TFUQeV_b75aXlnzEvx6Fcx_xVlCRt2v2kQrJMa3MC0X9PxltL-IxHH4oRNDMF-0pJiTrv0LtkD9la1Q29ajyBPoPhCNowXyfbo0iEc10JVaEFX6RHYfJ38xjHRGuKC3G6w5QeJ4jmgVTEkX3TwGoc_YwmajMSHM3CQ2UGF6CnLygPLNqMVzx4OTntcjYOwQMGs9EUWiNf0psyZNJaHn8zwA'),
	('d-NZisHi7U6aizz20nTpog', 'Z-sjWlPV_9zQSlxINcjpBH86vSaDK_q7JkOOW-kwWBKG9CD8j8yEkRBTppTBqBQzuIlaKhxWCBqgZXF3v-7Fcoo7J9ftxdzNPlJydzb67-mcO-q-pETv1ao7AogZlKVfyezZ9__4JSuVhouQlE52duGhdBMYoHdfD6EUfLWiTaKq5hLU_X6qemE4k9wOuTxQmvfLP3X9ICeYdbrJJPE0_xAHbfho3rE4F1t4UCmyXHKH28mhUn_9Tb6Z1FPNSjH1B00D99-d124rztQ05csMrOSHgar1V2zX1t05kPu9Qw3ye_KzZxRetlZ-OTg0MGvj6YXf9EntLcrfBSF9E0c-W6fa9TI8t2duKiHf8vtgpCLqciBscZ8k6wmt7nsoziw34MfOydNcBmwFh6WGOGtbFwqmx6lWHPLr8EBD6K0uIGpVmTbKZuAeeYTyTx5E4hK2Vba2Ks8YsCcK0KSd74_ccZNzD8ij4XFj_qU9_Yvs-6IKemILpi--RH7qALimYXNEw6-uN9A9SLQm2nkg5Agwx4Ks867KiN3EceoTn-AqVbk2kx2a8ij9AXMhWFpwubgvR6K3U7TooYTQ2-D80EL4KERLEzCBMhKjZagHf2wfLtiyg5nu_QQn9B8B0iC7Orkz2AqbYXSpfwbJdy1qx9l5hVCYfqVvpAUx98EfKJB0Wu33_Jsr0EdQ82Avmy8o-Sv6z0qGUh_YunTP6NrYbYzH0Tn1B35knhA8CFhSpxX81xDshqCAUl-zZcYYTEhGDVRPOpB5A9pysSidvBLGCgFq4YaXf_2LlfMcDNiRnzIlDAb7y7JOWI3tRtRngJwKPXO3xYB4-TKboJo1he8lKcVcI2WzUSprdl7JbupKA-d_jcoXmkYSSX02Fsl1fG5-cgMb5tO5wfZaLdyjng'),
	('qnziU67J1HzT8Xy2CKDd2g', 'QPpzwePDn_nM320ogOj-YBtcrwjnQ276DoZfCheI1ZVty1Na_Jux2xZy0VMzyKJdqxWTR58WyByCjbRAOVgnIS_XdUAKTnlzatfkLPe4-R2noN67SUyczSv9h3VmNLtjxDRnPyymk9NQsOMPKBppoN7JAPev1awRex2n0x47FZ2_00Q-DJyT895rcEVb7RTvQgdmppqqCn6yKn8V8M9VNE9x6U95JrlGQCFkerC3seD5YpJRYm81lDt6d_7DxWwx5sLDFlLLG_JNer1w9l7NKilXkLuKRvmNOnwqG8cg6cv-UkXvofD0Ujb9f9fSKTRyZ_DJL3_nS7w-0lIE3lKcEuilUvgK5xQL5T3NAjnzWPzPnoJs1qzRPauwQWiCmFHwnEBlxhLksXhuhBgUH66Xfmka0EECHxnQcDiEiByn6Dr0K-Tw8_RKQblZDuue3oFijQpCxhy6sLGoNeQmBl8JJl_Dl3Amav6qt2Y4DiIgV7kvQpQT33qV03-4mYgcqfKiwo4cPAUptmVitRBzdKgDxx_3SzA5dgB_5vVR3L4GFh4HSyS4AmHBLccybxpu_kxpSsClCqFLrrNEtaf98tjByTIcXy9xskawD7ejo1C6x-VAKJfV4yS8h312IuQJceS6jYvSEA5RczKO61VwAITnQ91X0NcQLJMpC9ZJah6kHllbs_He3Ijx7doIW5NoT3LEOpI91zOSg9HEHNtm285tOeAmQJjLGoM8GGfBT19BthsxzWOO7rXrwalZqvC0s7Jmu68ORg0xLJBgEVdo-hpAOj6CqzQgCh12Z_rHQez6XNUlP-rJg8lhEzUQImpK5nPI43MyJ8-j4t_cUV1oLRfFtvLHt2456eOilrMh8uaPExsFuPyWcqU3VCkvLBavzf93');
INSERT INTO registry.kysely_migration VALUES
	('0001-servers', '2026-11-30T17:37:58.833Z'),
	('0002-approvals', '2026-11-30T17:37:58.913Z'),
	('0003-web-sessions', '2026-11-30T17:37:58.927Z'),
	('0004-usage', '2026-11-30T17:37:58.942Z'),
	('0005-pairings', '2026-11-30T17:37:59.013Z'),
	('0007-seals', '2026-11-30T17:37:59.024Z'),
	('0008-passkeys', '2026-11-30T17:37:59.043Z'),
	('0010-bounded-scopes', '2026-11-30T17:37:59.049Z'),
	('0012-run-reports', '2026-11-30T17:37:59.050Z'),
	('0013-person-claims', '2026-11-30T17:37:59.064Z'),
	('0015-opened-pairings', '2026-11-30T17:37:59.067Z'),
	('0016-audited-credentials', '2026-11-30T17:37:59.088Z'),
	('0017-approval-samples', '2026-11-30T17:37:59.091Z'),
	('0018-display-names', '2026-11-30T17:37:59.109Z'),
	('0019-display-names-in-use', '2026-11-30T17:37:59.113Z'),
	('0020-sign-outs', '2026-11-30T17:37:59.121Z'),
	('0021-provider-keys', '2026-11-30T17:37:59.129Z');
INSERT INTO registry.kysely_migration_lock VALUES
	('migration_lock', 0);
INSERT INTO registry.pairings VALUES
	('rF8KKaJoQaKvX7vMLfISWQ', 'u5DvSVnL7iK2DfXB5wATc5z2CVilkD0XgQjUDxW3JPM', 'E0ri1amnn_Qgv55SSFUCbMYwu9-lhu5EddL1IQjocIk', 'Code - OSS', 'workstation', 'reports', '127.0.0.1', NULL, NULL, 0, '2026-11-30 17:38:00.451+00', '2026-12-01 01:38:00.566+00', 'ada', 'sub', 'U7J512I1fQ7Sb3zBcHxstg', '2026-11-30 17:38:00.566+00', '2026-11-30 17:38:00.629+00', NULL, 'hjQi3IUp1pdC.okmcw_ugtNkC4rk594F09mjnAKmIzSuhbU9Aoi3IZ7ncQICdVxcGpVrIrjXydzsF3vlA5Ho7Ci0BPX90yoNGAA', NULL),
	('7-zkwRQiVJZNwDg29mqDWQ', 'fsCGXVh57J02d1V5bHrPrd1MCKe_tkIrsYEjvWptzQ0', 'CHuyIZYo3UQ-k86pT14CecJ34w3myJ-WIRu4dH4PSZc', 'Code - OSS', 'workstation', 'reports', '127.0.0.1', NULL, NULL, 0, '2026-11-30 17:38:02.366+00', '2026-12-01 01:38:02.517+00', 'ines', 'sub', 'd-NZisHi7U6aizz20nTpog', '2026-11-30 17:38:02.517+00', '2026-11-30 17:38:02.616+00', NULL, 'hjQi3IUp1pdC.2m5a49pxdbU-Uh2tyHT70gLFjp327Xd761x5pTQfyTRyFATqpNeGNaHRTAVVqvaVHTU05cBqW3Xr_VqHxR_kCQ', NULL),
	('3JeVIkn8GfZwVeK8RiCo8w', 'GrGXXkesbe8nhaZbBSoFw-u1V-kByk_OlRco5F0ysIk', 'x8CM7Q4tasY7358YvXpDsKqhCMrg2vL4hpaFiyJkDfI', 'Code - OSS', 'workstation', 'reports', '127.0.0.1', NULL, NULL, 0, '2026-11-30 17:38:04.981+00', '2026-11-30 17:48:04.981+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO registry.passkeys VALUES
	('laptop', 'ines', 'sub', 'Laptop', 'a2V5', 3, '2026-11-30 17:38:05.36+00', NULL, 'hjQi3IUp1pdC.GcsROeNbzPTRha79j5fwLa6ucYpDgOCi0LRNNPWkPEepgLn9PDJMaMtT6awMUnSqB3NljHVgqI_4u9R1TNJCAw');
INSERT INTO registry.provider_keys VALUES
	('http://127.0.0.1:45839', '{"metadata":{"issuer":"http://127.0.0.1:45839","jwks_uri":"http://127.0.0.1:45839/jwks","subject_types_supported":["public"]},"keySet":{"keys":[{"kty":"EC","use":"sig","kid":"Fq7DDfeaEhVk8HuK","alg":"ES256","crv":"P-256","x":"PiQT82-whoO7H5QhkLMe8U9VyVqjKjJ0XowlYRu841c","y":"f1cxJbiQ-uZ9FVkBPX5H3UzaEwlOit6kHLtEvsJSRJw"},{"kty":"EC","use":"sig","kid":"P_dm5EzhGOVG3c5X","alg":"ES256","crv":"P-256","x":"TBWwzVuWbe_spDQMUSruvP52QOtDys1lIc1cBy5BR-o","y":"jlovNabL_MmQsaQyEg--j9656WQ1zBDmTM4RS_Vid2U"}]},"readAt":1796060287}', 1796060287, 'hjQi3IUp1pdC.7sC9zz6oaY1_n9jllIJqVKXLBg1vkBywUyiuDuZkxfaMYZVjJtw04ubNuHfnSKnWVl9e3kFjtbxnjpP7bFe0AQ');
INSERT INTO registry.server_access VALUES
	('orders', '{"groups": ["ads-eng", "infra"], "surfaces": ["local"], "environments": ["dev"]}', 'manifest', '2026-11-30 17:37:59.454447+00'),
	('presto', '{"groups": ["ads-eng", "infra", "finance"], "surfaces": ["local"], "environments": ["dev"]}', 'operator', '2026-11-30 17:37:59.459+00');
INSERT INTO registry.server_approvers VALUES
	('orders', '{infra}', 'manifest', '2026-11-30 17:37:59.454447+00', 'hjQi3IUp1pdC.1ck1zDI3l2VPUIz8t3p4-3Pzt7DsAy8B0UTOLVUWruJ8Mh-DjgRRcatOJPQzmtkKLvnJwP0GWhZC6KMqTMcdCg'),
	('presto', '{infra}', 'operator', '2026-11-30 17:37:59.497+00', 'hjQi3IUp1pdC.LAVq0IHbWIovCBY83arI2giBgDiAzJRIGwfioiDYpaeGyq7FBZz4zaH_Zj3eenTBgpZiDuBBD9gxms43RbVZCw');
INSERT INTO registry.servers VALUES
	('presto', '{"name": "presto", "owner": "Data Platform", "title": "The presto server", "tools": [{"name": "look", "title": "Look", "effect": "read", "policy": "everybody", "description": "Looks.", "minutesSaved": 5}, {"name": "figures", "title": "Figures", "effect": "read", "policy": "figures", "description": "Counts.", "minutesSaved": 15}], "access": {"groups": ["ads-eng", "infra"], "surfaces": ["local"], "environments": ["dev"]}, "listed": true, "support": [{"url": "https://chat.example.com/help", "label": "#presto-help"}], "policies": {"figures": "@reason(\"it shows revenue, which only ads-eng may see\")\npermit (principal in Group::\"ads-eng\", action, resource);", "everybody": "permit (principal, action, resource);"}, "approvers": ["data-owners"], "description": "Answers questions about presto.", "environment": "dev", "sensitivity": "internal"}', 'http://127.0.0.1:9/mcp', '2026-11-30 17:37:59.432183+00', '2026-11-30 17:37:59.432183+00'),
	('orders', '{"name": "orders", "owner": "Data Platform", "title": "The orders server", "tools": [{"name": "look", "title": "Look", "effect": "read", "policy": "everybody", "description": "Looks.", "minutesSaved": 5}, {"name": "figures", "title": "Figures", "effect": "read", "policy": "figures", "description": "Counts.", "minutesSaved": 15}], "access": {"groups": ["ads-eng", "infra"], "surfaces": ["local"], "environments": ["dev"]}, "listed": true, "support": [{"url": "https://chat.example.com/help", "label": "#orders-help"}], "policies": {"figures": "@reason(\"it shows revenue, which only ads-eng may see\")\npermit (principal in Group::\"ads-eng\", action, resource);", "everybody": "permit (principal, action, resource);"}, "approvers": ["infra"], "description": "Answers questions about orders.", "environment": "dev", "sensitivity": "internal"}', 'http://127.0.0.1:9/mcp', '2026-11-30 17:37:59.454447+00', '2026-11-30 17:37:59.454447+00');
INSERT INTO registry.sign_outs OVERRIDING SYSTEM VALUE VALUES
	(1, 'http://127.0.0.1:45839', 'jmBa4T05AXUbWt2r_ai4bILHva5xaVteLtXD0bVhdgs', 'omar', NULL, 1796060285, 1796146685);
INSERT INTO registry.used_proofs VALUES
	('MrYRhzxUkkZVby95pY44RFKLjyrxdHniIrXl_tgUWso', '2026-11-30 17:39:01+00'),
	('b9V2IeVcSzaFtuZ5DBHnVmMHHZb00f3BZ9NzsPI8g3w', '2026-11-30 17:39:01+00'),
	('Fw1Wee0XTq4611kDCHRQc1Dr4euYhf0MvsoILyUMT_Y', '2026-11-30 17:39:01+00'),
	('t3FZwWRS1T_X57983OxbsFvGf5b6K3JRFemb_uuksnY', '2026-11-30 17:39:02+00'),
	('exLwyAtj1c84NHZuwWP2z7wrwwbc4oJ6fV-tYx94Wzo', '2026-11-30 17:39:03+00'),
	('6iVIEw9rdpTP1KI5AEC2fHQ0m-nKhNtvTMucYdxz-u0', '2026-11-30 17:39:03+00'),
	('gWhqoUkFCfe64IIrs1BuNH2_z_wdO4JIijzvweQFJcg', '2026-11-30 17:39:03+00'),
	('WRyfN3YsBevT3Mo-MlAmcLJbsOvKrf-P9WWdiwvpmOc', '2026-11-30 17:39:04+00'),
	('byxGr_aJjMxAFVALzPAdjYcMk5IygJy9pvsaEFLrEHI', '2026-11-30 17:39:04+00'),
	('olWY6P8Hs2P1hroBQsUyGyQJh6a_Jgf5KZWvrEkpDD4', '2026-11-30 17:39:05+00'),
	('IMwGr8W1hmP1raj1DgGs69hg0gXjci-j6ZZH3-jybHg', '2026-11-30 17:39:05+00'),
	('sk9jrREWwybA0gG_KravAzOJ5ZSB73m5htWHocH38RM', '2026-11-30 17:39:05+00');
INSERT INTO registry.web_sessions VALUES
	('iITno0d_6wXZQXhfwX2eP-HjW5Bo0ksdaDKFZ-2pSqw', '2026-11-30 17:38:00.286+00', '2026-11-30 17:38:00.545+00', 'U7J512I1fQ7Sb3zBcHxstg', 'Y1Vzyirx1EtXM1by_qJQsm4sH9oj9eeuAxqUYrt9uQ4A-ZWeG2-yyUlpDtga3cLM9BpcAacjK_z77JWtd0r191BhP8zcRu-WZgZvb7niWfA4cItWTbeW_zLcLw0vUR_DWVG8di9pkjc6JWYcuZ8l6JpVnRxVFhFn5euYDgziMJslUPpWvVPeTff_yConJA'),
	('g5q2ltNJKkwMlHtIjCpluO9wAPTOVk8XbHIy4H_dMFA', '2026-11-30 17:38:02.221+00', '2026-11-30 17:38:02.477+00', 'd-NZisHi7U6aizz20nTpog', 'lsXzqShNh7VyMTExrjOsmuReJz0Vsni_XdQHtij9qfGB_BNsuhiv0KV-jFKzEWJ7KkyRTSfE2Hzgn55rhRcQ066PrqLQspRxJCRaexlU0HA79cruUGKRRsXJT_mAGSWC1HoBt9uzEdIJn0DkwP-DQo92yE-Le5ttFnzsEqks4YrE5mf7E3uzZoYQwannjA'),
	('Z2jrFRPLwaKMBKIYIf7dPJl_inDm1LXonn0h37kaxQg', '2026-11-30 17:38:05.09+00', '2026-11-30 17:38:05.194+00', 'qnziU67J1HzT8Xy2CKDd2g', '_hm63G3TwOgYBg5FiNz63E3fmSA4niQti_LihKFLnY_n8Wu3JdfqBiJsCtCYqZcKSeqdDAE0tmMYlUFe_n-znTfjtPgtF7l8mvDXcRxnLGLgPJtmY2j3hwcT-WcDnyvz8MG7CkpX9bCBgHQRKVWoVxCaF6lWSOvj7aD2pTZVO6zD7KdiWm9i5gboqMuuDw');
SELECT pg_catalog.setval('registry.sign_outs_id_seq', 1, true);
ALTER TABLE ONLY identity.key_ring
    ADD CONSTRAINT key_ring_pkey PRIMARY KEY (only_one);
ALTER TABLE ONLY identity.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY identity.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY identity.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (kind, id);
ALTER TABLE ONLY knowledge.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knowledge.documents
    ADD CONSTRAINT documents_source_path_key UNIQUE (source, path);
ALTER TABLE ONLY knowledge.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knowledge.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY knowledge.passages
    ADD CONSTRAINT passages_pkey PRIMARY KEY (document, ordinal);
ALTER TABLE ONLY knowledge.root_causes
    ADD CONSTRAINT root_causes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knowledge.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (name);
ALTER TABLE ONLY knowledge.words
    ADD CONSTRAINT words_pkey PRIMARY KEY (word);
ALTER TABLE ONLY registry.approval_scopes
    ADD CONSTRAINT approval_scopes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.approvals
    ADD CONSTRAINT approvals_grant_id_key UNIQUE (grant_id);
ALTER TABLE ONLY registry.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY registry.calls
    ADD CONSTRAINT calls_once PRIMARY KEY (server, id);
ALTER TABLE ONLY registry.display_names
    ADD CONSTRAINT display_names_pkey PRIMARY KEY (user_claim, user_name);
ALTER TABLE ONLY registry.grant_keys
    ADD CONSTRAINT grant_keys_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY registry.identity_tokens
    ADD CONSTRAINT identity_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY registry.pairings
    ADD CONSTRAINT pairings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.passkey_challenges
    ADD CONSTRAINT passkey_challenges_pkey PRIMARY KEY (challenge);
ALTER TABLE ONLY registry.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.provider_keys
    ADD CONSTRAINT provider_keys_pkey PRIMARY KEY (issuer);
ALTER TABLE ONLY registry.server_access
    ADD CONSTRAINT server_access_pkey PRIMARY KEY (server);
ALTER TABLE ONLY registry.server_approvers
    ADD CONSTRAINT server_approvers_pkey PRIMARY KEY (server);
ALTER TABLE ONLY registry.servers
    ADD CONSTRAINT servers_pkey PRIMARY KEY (name);
ALTER TABLE ONLY registry.sign_outs
    ADD CONSTRAINT sign_outs_issuer_token_digest_key UNIQUE (issuer, token_digest);
ALTER TABLE ONLY registry.sign_outs
    ADD CONSTRAINT sign_outs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY registry.used_proofs
    ADD CONSTRAINT used_proofs_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY registry.web_sessions
    ADD CONSTRAINT web_sessions_pkey PRIMARY KEY (id_digest);
CREATE INDEX record_grant ON identity.record USING btree (((payload ->> 'grantId'::text)));
CREATE INDEX passages_index_version_idx ON knowledge.passages USING btree (index_version);
CREATE INDEX passages_search_idx ON knowledge.passages USING gin (search);
CREATE INDEX revisions_document_idx ON knowledge.revisions USING btree (document);
CREATE INDEX root_causes_cause_idx ON knowledge.root_causes USING btree (cause);
CREATE INDEX root_causes_fingerprint_idx ON knowledge.root_causes USING btree (fingerprint);
CREATE INDEX words_word_idx ON knowledge.words USING gin (word public.gin_trgm_ops);
CREATE INDEX approval_scopes_of_user ON registry.approval_scopes USING btree (user_name, expires_at);
CREATE INDEX approvals_expiring ON registry.approvals USING btree (expires_at) WHERE (state = ANY (ARRAY['pending'::text, 'approved'::text]));
CREATE INDEX approvals_newest ON registry.approvals USING btree (requested_at DESC, id DESC);
CREATE INDEX approvals_of_scope ON registry.approvals USING btree (scope) WHERE (state = 'approved'::text);
CREATE INDEX approvals_of_user ON registry.approvals USING btree (user_name, requested_at DESC, id DESC);
CREATE UNIQUE INDEX approvals_open ON registry.approvals USING btree (server, user_name, user_claim, tool, digest) WHERE (state = ANY (ARRAY['pending'::text, 'approved'::text]));
CREATE INDEX approvals_pending ON registry.approvals USING btree (requested_at DESC, id DESC) WHERE (state = 'pending'::text);
CREATE INDEX approvals_running ON registry.approvals USING btree (server, deadline) WHERE (state = ANY (ARRAY['consumed'::text, 'outcome-unknown'::text]));
CREATE INDEX approvals_same_call ON registry.approvals USING btree (server, user_name, tool, digest) WHERE (state = ANY (ARRAY['consumed'::text, 'outcome-unknown'::text]));
CREATE INDEX audit_of_credential ON registry.audit USING btree (credential, seq) WHERE (credential IS NOT NULL);
CREATE INDEX audit_of_scope ON registry.audit USING btree (scope, kind);
CREATE INDEX audit_of_subject ON registry.audit USING btree (subject, seq);
CREATE INDEX calls_by_server ON registry.calls USING btree (server, at);
CREATE INDEX calls_by_user ON registry.calls USING btree (user_name, at);
CREATE INDEX pairings_of_address ON registry.pairings USING btree (address, expires_at);
CREATE INDEX pairings_of_user ON registry.pairings USING btree (user_name, expires_at);
CREATE INDEX passkeys_of_user ON registry.passkeys USING btree (user_name, user_claim);
CREATE INDEX used_proofs_expiring ON registry.used_proofs USING btree (expires_at);
CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON registry.audit FOR EACH STATEMENT EXECUTE FUNCTION registry.audit_is_append_only();
ALTER TABLE ONLY knowledge.documents
    ADD CONSTRAINT documents_source_fkey FOREIGN KEY (source) REFERENCES knowledge.sources(name);
ALTER TABLE ONLY knowledge.passages
    ADD CONSTRAINT passages_document_fkey FOREIGN KEY (document) REFERENCES knowledge.documents(id) ON DELETE CASCADE;
ALTER TABLE ONLY knowledge.root_causes
    ADD CONSTRAINT root_causes_document_fkey FOREIGN KEY (document) REFERENCES knowledge.documents(id) ON DELETE CASCADE;
ALTER TABLE ONLY registry.approvals
    ADD CONSTRAINT approvals_scope_fkey FOREIGN KEY (scope) REFERENCES registry.approval_scopes(id);
ALTER TABLE ONLY registry.pairings
    ADD CONSTRAINT pairings_tokens_fkey FOREIGN KEY (tokens) REFERENCES registry.identity_tokens(id);
ALTER TABLE ONLY registry.server_access
    ADD CONSTRAINT server_access_server_fkey FOREIGN KEY (server) REFERENCES registry.servers(name);
ALTER TABLE ONLY registry.server_approvers
    ADD CONSTRAINT server_approvers_server_fkey FOREIGN KEY (server) REFERENCES registry.servers(name);
ALTER TABLE ONLY registry.web_sessions
    ADD CONSTRAINT web_sessions_tokens_fkey FOREIGN KEY (tokens) REFERENCES registry.identity_tokens(id);
