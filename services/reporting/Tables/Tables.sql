-- Everything here can be dropped and filled again from the services' logs: no fact lives here alone.
-- Each row (of tasks, each part of it) keeps the version of the stream that told it, so that a later writer recognises what is older;
-- "changed" is the writing transaction, by which readers follow in the order of commits (ChangeFeed.cs).
create table if not exists tasks (
    task_id uuid primary key,
    kind text,
    class text,
    created_at timestamptz,
    name text,
    name_version bigint not null default 0,
    computer_ids uuid[] not null default '{}',
    computers_version bigint not null default 0,
    group_ids uuid[] not null default '{}',
    groups_version bigint not null default 0,
    package_ids uuid[] not null default '{}',
    packages_version bigint not null default 0,
    start_at timestamptz,
    expires_at timestamptz,
    schedule_version bigint not null default 0,
    verdict text,
    verdict_at timestamptz,
    verdict_version bigint not null default 0,
    started_at timestamptz,
    cancelled_at timestamptz,
    cancel_reason text,
    removed_at timestamptz,
    changed xid8 not null
);
-- The ID groups to which its maker was limited; of no other task is it known.
alter table tasks add column if not exists made_for uuid[];
create index if not exists tasks_made_for on tasks using gin (made_for);
create index if not exists tasks_newest on tasks (created_at desc, task_id desc) where created_at is not null and removed_at is null;
create index if not exists tasks_changed on tasks (changed);
create index if not exists tasks_ended on tasks (verdict_at) where verdict_at is not null;
create index if not exists tasks_of_package on tasks using gin (package_ids);
create index if not exists tasks_of_group on tasks using gin (group_ids);

create table if not exists executions (
    task_id uuid not null,
    computer_id uuid not null,
    execution_id uuid not null,
    version bigint not null,
    attempt integer not null,
    state text not null,
    progress integer not null,
    reason text,
    requested_at timestamptz,
    at timestamptz not null,
    changed xid8 not null,
    primary key (task_id, computer_id)
);
alter table executions add column if not exists wave integer;
alter table executions add column if not exists waiting_for text;
alter table executions add column if not exists until timestamptz;
-- Of the first action of the present attempt that did not succeed; written behind both messages that it follows from (Causes.cs).
alter table executions add column if not exists error text;
alter table executions add column if not exists exit_code integer;
create index if not exists executions_of_computer on executions (computer_id, task_id);
create index if not exists executions_of_wave on executions (task_id, wave, computer_id) where wave is not null;
create index if not exists executions_by_cause on executions (task_id, error, exit_code, computer_id) where state in ('Failed', 'TimedOut');
create index if not exists executions_by_duration on executions (task_id, (at - requested_at) desc) where state in ('Succeeded', 'Failed', 'TimedOut') and requested_at is not null;
create index if not exists executions_standing_by on executions (at, execution_id) where waiting_for = 'Contact' and until is null and state = 'Waiting';
create index if not exists executions_not_taken on executions (at) where state = 'Dispatched';
create index if not exists executions_by_state on executions (task_id, state, computer_id);
create index if not exists executions_changed on executions (changed);

create table if not exists task_counts (
    task_id uuid not null,
    state text not null,
    count bigint not null,
    changed xid8 not null,
    primary key (task_id, state)
);
create index if not exists task_counts_changed on task_counts (changed);

-- The same counts by all that a task's report tells apart. A wave, an error or an exit code that there is not is 0, '' and ''.
create table if not exists task_facets (
    task_id uuid not null,
    wave integer not null,
    state text not null,
    error text not null,
    exit_code text not null,
    count bigint not null,
    primary key (task_id, wave, state, error, exit_code)
);

-- How many computers stand in a final state since which minute: a task's course is read from here, not from its computers.
create table if not exists task_minutes (
    task_id uuid not null,
    minute timestamptz not null,
    state text not null,
    count bigint not null,
    primary key (task_id, minute, state)
);
create index if not exists task_minutes_latest on task_minutes (minute);

-- The counts follow what really happened to the rows, in the same transaction. Only a trigger sees the old state of
-- exactly the rows that an upsert changed: a statement that first reads and then writes counts a row twice when
-- another replica inserts it in between.
create or replace function count_inserted_executions() returns trigger language plpgsql as $$
begin
    insert into task_counts as held (task_id, state, count, changed)
    select task_id, state, count(*), pg_current_xact_id() from inserted group by task_id, state order by task_id, state
    on conflict (task_id, state) do update set count = held.count + excluded.count, changed = excluded.changed;
    insert into task_facets as held (task_id, wave, state, error, exit_code, count)
    select task_id, coalesce(wave, 0), state, coalesce(error, ''), coalesce(exit_code::text, ''), count(*)
    from inserted group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (task_id, wave, state, error, exit_code) do update set count = held.count + excluded.count;
    insert into task_minutes as held (task_id, minute, state, count)
    select task_id, date_trunc('minute', at), state, count(*) from inserted
    where state in ('Succeeded', 'Failed', 'Skipped', 'TimedOut', 'Expired', 'Cancelled') group by 1, 2, 3 order by 1, 2, 3
    on conflict (task_id, minute, state) do update set count = held.count + excluded.count;
    return null;
end $$;
create or replace function count_updated_executions() returns trigger language plpgsql as $$
begin
    insert into task_counts as held (task_id, state, count, changed)
    select task_id, state, sum(step), pg_current_xact_id()
    from (select task_id, state, 1 as step from now_so union all select task_id, state, -1 from was_so) moved
    group by task_id, state having sum(step) <> 0 order by task_id, state
    on conflict (task_id, state) do update set count = held.count + excluded.count, changed = excluded.changed;
    insert into task_facets as held (task_id, wave, state, error, exit_code, count)
    select task_id, coalesce(wave, 0), state, coalesce(error, ''), coalesce(exit_code::text, ''), sum(step)
    from (select task_id, wave, state, error, exit_code, 1 as step from now_so
          union all select task_id, wave, state, error, exit_code, -1 from was_so) moved
    group by 1, 2, 3, 4, 5 having sum(step) <> 0 order by 1, 2, 3, 4, 5
    on conflict (task_id, wave, state, error, exit_code) do update set count = held.count + excluded.count;
    insert into task_minutes as held (task_id, minute, state, count)
    select task_id, minute, state, sum(step)
    from (select task_id, date_trunc('minute', at) as minute, state, 1 as step from now_so
          union all select task_id, date_trunc('minute', at), state, -1 from was_so) moved
    where state in ('Succeeded', 'Failed', 'Skipped', 'TimedOut', 'Expired', 'Cancelled')
    group by 1, 2, 3 having sum(step) <> 0 order by 1, 2, 3
    on conflict (task_id, minute, state) do update set count = held.count + excluded.count;
    return null;
end $$;
create or replace trigger inserted_executions_count after insert on executions
    referencing new table as inserted for each statement execute function count_inserted_executions();
create or replace trigger updated_executions_count after update on executions
    referencing old table as was_so new table as now_so for each statement execute function count_updated_executions();

create table if not exists actions (
    execution_id uuid not null,
    attempt integer not null,
    action integer not null,
    version bigint not null,
    task_id uuid not null,
    computer_id uuid not null,
    name text not null,
    outcome text not null,
    exit_code integer,
    output_tail text not null,
    reason text,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    primary key (execution_id, attempt, action)
);

alter table actions add column if not exists error text;

create table if not exists computers (
    computer_id uuid primary key,
    version bigint not null default 0,
    removed_version bigint not null default 0,
    present boolean not null generated always as (version > removed_version) stored,
    name text,
    operating_system text,
    architecture text,
    enrolled_at timestamptz,
    removed_at timestamptz,
    changed xid8 not null
);
alter table computers add column if not exists agent_version text;
alter table computers add column if not exists contact_at timestamptz;
create index if not exists computers_by_agent on computers (agent_version, computer_id) where present;
create index if not exists computers_changed on computers (changed);

create table if not exists groups (
    group_id uuid primary key,
    version bigint not null default 0,
    name text,
    created_at timestamptz,
    removed_at timestamptz,
    changed xid8 not null
);
create index if not exists groups_changed on groups (changed);

create table if not exists memberships (
    group_id uuid not null,
    computer_id uuid not null,
    version bigint not null,
    present boolean not null,
    at timestamptz not null,
    primary key (group_id, computer_id)
);
create index if not exists memberships_of_computer on memberships (computer_id, group_id);

create table if not exists packages (
    package_id uuid primary key,
    version bigint not null default 0,
    name text,
    software_version text,
    kind text,
    file_name text,
    content_size bigint,
    registered_at timestamptz,
    removed_at timestamptz,
    changed xid8 not null
);
create index if not exists packages_changed on packages (changed);
create index if not exists packages_by_name on packages (lower(name), package_id) where name is not null;

-- What a package was called, and which version it held, since when: what was done with an older one stays true.
create table if not exists package_revisions (
    package_id uuid not null,
    version bigint not null,
    name text,
    software_version text,
    at timestamptz not null,
    primary key (package_id, version)
);

-- The message's id ends the key: a message that is delivered twice is one line.
create table if not exists timeline (
    computer_id uuid not null,
    at timestamptz not null,
    message_id uuid not null,
    what text not null,
    task_id uuid,
    group_id uuid,
    attempt integer,
    state text,
    exit_code integer,
    detail text,
    primary key (computer_id, at, message_id)
);

-- Who changed what, as the services audit it; nothing here is changed later.
create table if not exists audit (
    audit_id uuid primary key,
    service text not null,
    at timestamptz not null,
    caller_id text not null,
    caller_name text not null,
    caller_kind text not null,
    address text,
    request_id text,
    action text not null,
    noun text not null,
    subject_id text not null,
    subject_ids text[] not null,
    changes jsonb not null
);
create index if not exists audit_newest on audit (at desc, audit_id desc);
create index if not exists audit_of_caller on audit (caller_id, at desc, audit_id desc);
create index if not exists audit_of_name on audit (caller_name, at desc, audit_id desc);
create index if not exists audit_of_noun on audit (noun, at desc, audit_id desc);
create index if not exists audit_of_subject on audit using gin (subject_ids);
