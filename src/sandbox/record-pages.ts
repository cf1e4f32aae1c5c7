// The bodies of the sandbox's pages: a list, and a record with what can be done to it.
import type { SandboxCore } from './api-context.ts';
import { escapeHtml } from './page-layout.ts';
import type { Look } from './page-look.ts';
import { fromRow, readDefinitions, readObjects, type StoredObject } from './portal-store.ts';

const rowsShown = 100;

function titleOf(type: string, properties: Record<string, string>): string {
  if (type === 'contacts')
    return `${properties.firstname ?? ''} ${properties.lastname ?? ''}`.trim() || (properties.email ?? 'Contact');
  return (
    properties.name ??
    properties.dealname ??
    properties.subject ??
    properties.hs_task_subject ??
    properties.hs_object_id ??
    ''
  );
}

function subtitleOf(type: string, properties: Record<string, string>): string {
  if (type === 'deals')
    return `${properties.dealstage ?? ''} · ${properties.amount ?? ''} ${properties.deal_currency_code ?? ''}`;
  return properties.jobtitle ?? properties.city ?? properties.hs_task_status ?? properties.hs_pipeline_stage ?? '';
}

export async function listPage(core: SandboxCore, look: Look & { search: string }): Promise<string> {
  const { type, portal, words, search } = look;
  const found = await core.pool.query(
    `select * from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and ($3 = '' or properties::text ilike '%' || $3 || '%') order by updated_at desc, id limit $4`,
    [portal.portalId, type.name, search.replace(/[%_\\]/g, '\\$&'), rowsShown],
  );
  const rows = found.rows
    .map(fromRow)
    .map(
      (object) =>
        `<tr><td><a href="/portal/${portal.portalId}/${type.name}/${object.id}">${escapeHtml(titleOf(type.name, object.properties))}</a> ${madeUpTag(object, words)}</td><td>${escapeHtml(subtitleOf(type.name, object.properties))}</td><td>${object.id}</td></tr>`,
    );
  return `<section><form method="get"><label>${escapeHtml(words.search)}<input name="q" value="${escapeHtml(search)}"></label><button class="primary">${escapeHtml(words.search)}</button></form><table>${rows.join('')}</table></section>`;
}

function madeUpTag(object: StoredObject, words: Look['words']): string {
  return object.properties.sandbox_made_up === 'true' ? `<span class="tag">${escapeHtml(words.madeUp)}</span>` : '';
}

export async function recordPage(
  core: SandboxCore,
  look: Look & { id: string },
): Promise<{ title: string; body: string } | null> {
  const { type, portal, words, id } = look;
  const request = { portalId: portal.portalId, type: type.name, ids: [id] };
  const object =
    (await readObjects(core.pool, request)).get(id) ??
    (await readObjects(core.pool, { ...request, archived: true })).get(id);
  if (object === undefined) return null;
  const definitions = await readDefinitions(core.pool, portal.portalId, type.name);
  const own = Object.entries(object.properties).filter(([name]) => name.startsWith('quorum_'));
  const others = Object.entries(object.properties).filter(([name]) => !name.startsWith('quorum_'));
  const table = (entries: [string, string][]): string =>
    `<table>${entries
      .sort()
      .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
      .join('')}</table>`;
  const writable = [...definitions.values()]
    .filter((definition) => !definition.readOnly)
    .map(({ name }) => name)
    .sort();
  const body = [
    `<p>${madeUpTag(object, words)} <span class="tag">${type.singular} ${object.id}</span></p>`,
    `<div class="cols"><div><section><h2>${escapeHtml(words.written)}</h2>${own.length === 0 ? `<p>${escapeHtml(words.nothingWritten)}</p>` : table(own)}</section><section><h2>${escapeHtml(words.properties)}</h2>${table(others)}</section></div>`,
    `<div><section>${actions({ look, object, writable })}</section><section><h2>${escapeHtml(words.related)}</h2>${await related(core, look, object.id)}</section></div></div>`,
  ].join('');
  return { title: titleOf(type.name, object.properties), body };
}

function actions({
  look: { type, portal, words },
  object,
  writable,
}: {
  look: Look;
  object: StoredObject;
  writable: string[];
}): string {
  const form = (action: string, inside: string, button: string, primary = false): string =>
    `<form method="post" action="/portal/${portal.portalId}/${type.name}/${object.id}/${action}">${inside}<button${primary ? ' class="primary"' : ''}>${escapeHtml(button)}</button></form>`;
  const field = (name: string, label: string, rest = ''): string =>
    `<label>${escapeHtml(label)}<input name="${name}" ${rest}></label>`;
  if (object.archived) return form('restore', '', words.restore, true);
  const choices = writable.map((name) => `<option>${escapeHtml(name)}</option>`).join('');
  const parts = [
    `<h2>${escapeHtml(words.change)}</h2>`,
    form(
      'set',
      `<label>${escapeHtml(words.property)}<select name="property">${choices}</select></label>${field('value', words.value)}`,
      words.save,
    ),
  ];
  if (type.name === 'deals' && object.properties.hs_is_closed !== 'true')
    parts.unshift(form('close-won', '', words.closeWon, true), form('close-lost', '', words.closeLost));
  if (type.name === 'companies') {
    parts.push(
      `<h2>${escapeHtml(words.addContact)}</h2>`,
      form(
        'add-contact',
        field('firstname', words.givenName, 'required') +
          field('lastname', words.familyName, 'required') +
          field('jobtitle', words.title) +
          field('email', words.email, 'type="email"'),
        words.addContact,
      ),
    );
    parts.push(
      `<h2>${escapeHtml(words.addDeal)}</h2>`,
      form(
        'add-deal',
        field('dealname', words.name, 'required') + field('amount', words.amount, 'required inputmode="decimal"'),
        words.addDeal,
      ),
    );
  }
  if (type.name === 'contacts')
    parts.push(
      form('merge', field('other', words.otherId, 'required inputmode="numeric"'), words.merge),
      form('erase', '', words.erase),
    );
  parts.push(form('delete', '', words.remove));
  return parts.join('');
}

async function related(core: SandboxCore, { portal, type }: Look, id: string): Promise<string> {
  const found = await core.pool.query(
    `select a.to_type, a.to_id, o.properties, string_agg(distinct l.label, ', ') as labels from sandbox.association a
     join sandbox.object o on o.portal_id = a.portal_id and o.type = a.to_type and o.id = a.to_id and not o.archived
     left join sandbox.label l on l.portal_id = a.portal_id and l.from_type = a.from_type and l.to_type = a.to_type and l.type_id = a.type_id
     where a.portal_id = $1 and a.from_type = $2 and a.from_id = $3 and a.to_type in ('companies', 'contacts', 'deals', 'line_items', 'tickets', 'tasks')
     group by 1, 2, 3 order by (o.properties->>'hs_is_closed' = 'false') desc nulls last, 1, o.properties->>'closedate' desc nulls last, 2 limit $4`,
    [portal.portalId, type.name, id, rowsShown],
  );
  const rows = found.rows.map(
    (row) =>
      `<tr><td><a href="/portal/${portal.portalId}/${row.to_type}/${row.to_id}">${escapeHtml(titleOf(row.to_type, row.properties))}</a></td><td>${escapeHtml(subtitleOf(row.to_type, row.properties))}</td><td>${escapeHtml(row.labels ?? row.to_type)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}
