// The page of the fault switch: the shares and settings of one portal, its rules as JSON, what fired, and what was sent.
import express from 'express';
import { z } from 'zod';
import type { SandboxCore } from './api-context.ts';
import { validation } from './errors.ts';
import { type FaultChanges, type Faults, faultsSchema } from './faults.ts';
import { escapeHtml, page } from './page-layout.ts';
import { type Look, lookOf, type PageDeps } from './page-look.ts';

const shares = ['duplicate', 'delay', 'drop', 'tooMany', 'unavailable', 'resetAfterWrite'] as const;
const numbers = [
  'seed',
  'delayMs',
  'slowMs',
  'searchLagMs',
  'tokenLifeSeconds',
  'customPropertiesMax',
  'labelsPerPairMax',
] as const;
const switches = ['reorder', 'rotateRefreshTokens', 'hubClosed'] as const;

export function faultPages(core: SandboxCore, deps: PageDeps): express.Router {
  const router = express.Router();
  router.get('/portal/:portalId/faults', async (request, response) => {
    const look = await lookOf(request, deps);
    response.send(page({ ...look, title: look.words.faults, body: await faultPage(core, look) }));
  });
  router.post('/portal/:portalId/faults', async (request, response) => {
    const { portal } = await lookOf(request, deps);
    core.faults.set(portal.portalId, readForm(request.body, core.faults.of(portal.portalId)));
    response.redirect(303, request.originalUrl);
  });
  return router;
}

/** What the form does not carry stays as it was. @throws WireError 400 */
function readForm(body: unknown, known: Faults): FaultChanges {
  const form = z.record(z.string(), z.unknown()).catch({}).parse(body);
  const text = (name: string): string | null => (typeof form[name] === 'string' ? form[name].trim() : null);
  const number = (name: keyof Faults): number => Number(text(name) ?? known[name]) || 0;
  const changes = {
    ...Object.fromEntries(shares.map((name) => [name, Math.min(1, Math.max(0, number(name)))])),
    ...Object.fromEntries(numbers.map((name) => [name, number(name)])),
    ...Object.fromEntries(switches.map((name) => [name, form[name] === 'on'])),
    lackingScopes: text('lackingScopes')?.split(/\s+/).filter(Boolean) ?? known.lackingScopes,
    rules: readRules(text('rules'), known),
  };
  const parsed = faultsSchema.partial().safeParse(changes);
  if (!parsed.success) throw validation(z.prettifyError(parsed.error));
  return parsed.data;
}

function readRules(text: string | null, known: Faults): unknown {
  if (text === null) return known.rules;
  try {
    return JSON.parse(text === '' ? '[]' : text);
  } catch {
    throw validation('The rules are not JSON.');
  }
}

async function faultPage(core: SandboxCore, { words, portal }: Look): Promise<string> {
  const { faults, calls, fired } = core.faults.report(portal.portalId);
  const label = (name: string): string => escapeHtml(words[`fault_${name}`] ?? name);
  const field = (name: (typeof shares | typeof numbers)[number]): string =>
    `<label>${label(name)}<input name="${name}" value="${faults[name]}" inputmode="decimal"></label>`;
  const box = (name: (typeof switches)[number]): string =>
    `<label class="choice"><input type="checkbox" name="${name}"${faults[name] ? ' checked' : ''}><span>${label(name)}</span></label>`;
  const rules = faults.rules.length === 0 ? '' : JSON.stringify(faults.rules, null, 1);
  const told = fired.map(({ kind, times }) => `<li>${escapeHtml(kind)}: ${times}</li>`).join('');
  return [
    `<form method="post" action="/portal/${portal.portalId}/faults" class="stack"><section><p>${escapeHtml(words.faultsHelp)}</p>`,
    `<div class="fields">${shares.map(field).join('')}</div><h2>${escapeHtml(words.faultSettings)}</h2>`,
    `<div class="fields">${numbers.map(field).join('')}<label>${label('lackingScopes')}<input name="lackingScopes" value="${escapeHtml(faults.lackingScopes.join(' '))}"></label></div>`,
    `<div class="fields">${switches.map(box).join('')}</div>`,
    `<label>${label('rules')}<textarea name="rules" rows="5" spellcheck="false">${escapeHtml(rules)}</textarea></label>`,
    `<p><button class="primary">${escapeHtml(words.save)}</button></p>`,
    `<p>${calls} ${escapeHtml(words.callsSince)}${told === '' ? '' : ` ${escapeHtml(words.rulesFired)}`}</p><ul>${told}</ul></section></form>`,
    await deliveriesOf(core, words, portal.portalId),
  ].join('');
}

async function deliveriesOf(core: SandboxCore, words: Look['words'], portalId: number): Promise<string> {
  const counts = await core.pool.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from sandbox.outbox where (event->>'portalId')::bigint = $1 group by 1`,
    [portalId],
  );
  const count = (...states: string[]): number =>
    counts.rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0);
  const deliveries = await core.pool.query('select * from sandbox.delivery order by delivery_id desc limit 30');
  const rows = deliveries.rows.map(
    (row) =>
      `<tr><td>${row.at.toISOString()}</td><td>${row.events}</td><td>${row.attempt}</td><td>${escapeHtml(row.status)}</td></tr>`,
  );
  const head = [words.time, words.events, words.attempt, words.answer].map((name) => `<th>${escapeHtml(name)}</th>`);
  return [
    `<section><h2>${escapeHtml(words.deliveries)}</h2><p>${count('waiting', 'held')} ${escapeHtml(words.webhooksWaiting)} · `,
    `${count('dropped')} ${escapeHtml(words.webhooksDropped)} · ${count('given up')} ${escapeHtml(words.webhooksGivenUp)}</p>`,
    `<table><tr>${head.join('')}</tr>${rows.join('')}</table></section>`,
  ].join('');
}
