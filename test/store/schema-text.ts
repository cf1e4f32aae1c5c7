// Renders the migrated schema as text from the catalog, the same on every supported version of PostgreSQL.
import pg from 'pg';

export async function schemaText(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('set search_path = pg_catalog');
    const parts: string[] = [];
    for (const sql of [tables, sequences, functions]) {
      const found = await client.query<{ text: string }>(sql);
      parts.push(...found.rows.map((row) => row.text));
    }
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

const grants = (acl: string) => `
  (select string_agg(format('  grant %s to %s', lower(privileges), grantee), E'\\n' order by grantee)
   from (
     select grantee::regrole::text as grantee, string_agg(privilege_type, ', ' order by privilege_type) as privileges
     from aclexplode(${acl}) where grantee::regrole::text like 'quorum%' group by 1
   ) as held)`;

const tables = `
  select concat_ws(E'\\n',
    'table ' || relname || case when relrowsecurity then ' row security' else '' end
      || case when relforcerowsecurity then ' forced' else '' end,
    (select string_agg('  ' || attname || ' ' || format_type(atttypid, atttypmod)
        || case when collname is not null and collname <> 'default' then ' collate ' || collname else '' end
        || case when attnotnull then ' not null' else '' end
        || case when attidentity <> '' then ' identity' else '' end
        || coalesce(case when attgenerated <> '' then ' generated ' else ' default ' end || pg_get_expr(adbin, adrelid), '')
        , E'\\n' order by attnum)
     from (select a.*, d.adbin, d.adrelid, c.collname from pg_attribute a
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       left join pg_collation c on c.oid = a.attcollation
       where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns),
    (select string_agg('  constraint ' || conname || ' ' || pg_get_constraintdef(c.oid), E'\\n' order by conname)
     from pg_constraint c where conrelid = t.oid and contype <> 'n'),
    (select string_agg('  ' || indexdef, E'\\n' order by indexname) from pg_indexes
     where schemaname = 'quorum' and tablename = relname),
    (select string_agg(format('  policy %s for %s to %s using (%s) check (%s)', policyname, lower(cmd),
        array_to_string(roles, ', '), qual, with_check), E'\\n' order by policyname)
     from pg_policies where schemaname = 'quorum' and tablename = relname),
    ${grants('t.relacl')},
    (select string_agg('  column ' || attname || ' ' || trim(held), E'\\n' order by attnum)
     from (select attname, attnum, ${grants('a.attacl')} as held from pg_attribute a
       where a.attrelid = t.oid and a.attacl is not null) as columns)
  ) as text
  from pg_class t where relnamespace = 'quorum'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by relname`;

const sequences = `
  select concat_ws(E'\\n', 'sequence ' || relname, ${grants('t.relacl')}) as text
  from pg_class t where relnamespace = 'quorum'::regnamespace and relkind = 'S' order by relname`;

const functions = `
  select concat_ws(E'\\n', 'function owner ' || case when proowner::regrole::text like 'quorum%' then proowner::regrole::text else 'another' end, pg_get_functiondef(p.oid), ${grants('p.proacl')}) as text
  from pg_proc p where pronamespace = 'quorum'::regnamespace order by proname`;
