/** Many servers in the registry of a world, made from Presto's entry. */
import type { World } from "./editor-world.ts";

/** Adds `made-1` … with the titles "Made 1" …, each with `tools` tools that read. */
export async function addMadeServers(world: World, count: number, tools: number): Promise<void> {
  await world.sql(
    `insert into registry.servers (name, manifest, url)
     select 'made-' || n,
       manifest || jsonb_build_object('name', 'made-' || n, 'title', 'Made ' || n, 'tools',
         (select jsonb_agg((manifest -> 'tools' -> 0) || jsonb_build_object('name', 'tool_' || t, 'title', 'Tool ' || t))
          from generate_series(1, $2::int) t)),
       url
     from registry.servers, generate_series(1, $1::int) n where name = 'presto'`,
    [count, tools],
  );
  // Without a living instance a server is down.
  await world.sql(
    `insert into registry.server_instances (server, instance, url, manifest)
     select name, '', url, manifest from registry.servers where name like 'made-%'`,
  );
  await world.sql(
    `insert into registry.server_access (server, coarse, decided_by)
     select s.name, a.coarse, a.decided_by from registry.servers s, registry.server_access a
     where s.name like 'made-%' and a.server = 'presto'`,
  );
}

export async function removeMadeServers(world: World): Promise<void> {
  await world.sql("delete from registry.server_access where server like 'made-%'");
  await world.sql("delete from registry.servers where name like 'made-%'");
}
