// The portal's own pages: a list an object, a small page a record, where a person changes a property, adds a contact, closes a deal, merges
// two contacts; the fault switch and what was sent. This is how the loop is tried by hand.
import express from 'express';
import type { SandboxCore } from './api-context.ts';
import { associateByType } from './association-labels.ts';
import type { ChangeContext } from './change-events.ts';
import { WireError } from './errors.ts';
import { faultPages } from './fault-pages.ts';
import { refuseForeignOrigin } from './foreign-origin.ts';
import { mergeObjects } from './merge-objects.ts';
import { findType } from './object-types.ts';
import { escapeHtml, page } from './page-layout.ts';
import { type Look, lookOf, type PageDeps, shownTypes } from './page-look.ts';
import { pageWords } from './page-words.ts';
import { portalPages } from './portal-pages.ts';
import { archiveObject, createObject, eraseContact, readObjects, restoreObject, updateObject } from './portal-store.ts';
import { listPage, recordPage } from './record-pages.ts';
import { inTransaction } from './schema.ts';

export function pageRoutes(core: SandboxCore, deps: PageDeps): express.Router {
  const router = express.Router();
  router.use('/portal', refuseForeignOrigin, express.urlencoded({ extended: false, limit: '200kb' }));
  router.use(portalPages(core, deps), faultPages(core, deps));
  // HubSpot's record links: /contacts/{portal}/record/{type id}/{id}
  router.get('/contacts/:portalId/record/:type/:id', (request, response) => {
    response.redirect(
      `/portal/${request.params.portalId}/${findType(request.params.type)?.name ?? 'companies'}/${request.params.id}`,
    );
  });
  router.get('/portal/:portalId/:type', async (request, response) => {
    const look = await lookOf(request, deps);
    response.send(
      page({
        ...look,
        title: look.words[look.type.name] ?? look.type.name,
        body: await listPage(core, { ...look, search: String(request.query.q ?? '') }),
      }),
    );
  });
  router.get('/portal/:portalId/:type/:id', async (request, response) => {
    const look = await lookOf(request, deps);
    const shown = await recordPage(core, { ...look, id: String(request.params.id) });
    response.status(shown === null ? 404 : 200).send(
      page({
        ...look,
        title: shown?.title ?? look.words.notFound,
        body: shown?.body ?? `<p>${escapeHtml(look.words.notFound)}</p>`,
      }),
    );
  });
  router.post('/portal/:portalId/:type/:id/:action', async (request, response) => {
    const look = await lookOf(request, deps);
    response.redirect(303, await act(core, look, request));
  });
  router.use('/portal', answerPageError(deps));
  return router;
}

/** Does what the form says, as a person in HubSpot's pages would; returns where to go next. */
async function act(core: SandboxCore, look: Look, request: express.Request): Promise<string> {
  const id = String(request.params.id);
  const body: Record<string, unknown> = request.body ?? {};
  const here = `/portal/${look.portal.portalId}/${look.type.name}/${id}`;
  const next = await inTransaction(core.pool, async (client) => {
    const context: ChangeContext = {
      client,
      portalId: look.portal.portalId,
      appId: core.appId,
      source: { changeSource: 'CRM_UI', sourceId: 'userId:1' },
      now: core.now(),
    };
    return perform(context, { look, id, body, here, action: String(request.params.action) });
  });
  core.wake();
  return next;
}

interface Action {
  look: Look;
  id: string;
  body: Record<string, unknown>;
  here: string;
  action: string;
}

async function perform(context: ChangeContext, { look, id, body, here, action }: Action): Promise<string> {
  const text = (name: string): string => String(body[name] ?? '').trim();
  const list = `/portal/${look.portal.portalId}/${look.type.name}`;
  switch (action) {
    case 'set':
      await updateObject(context, look.type, id, { [text('property')]: text('value') });
      return here;
    case 'close-won':
    case 'close-lost':
      await updateObject(context, look.type, id, {
        dealstage: action === 'close-won' ? 'closedwon' : 'closedlost',
        closedate: new Date(context.now).toISOString(),
      });
      return here;
    case 'add-contact':
      await addRelated(context, {
        type: 'contacts',
        id,
        look,
        values: {
          firstname: text('firstname'),
          lastname: text('lastname'),
          jobtitle: text('jobtitle'),
          email: text('email'),
          associatedcompanyid: id,
        },
        typeIds: [1, 279],
      });
      return here;
    case 'add-deal':
      await addRelated(context, {
        type: 'deals',
        id,
        look,
        values: {
          dealname: text('dealname'),
          amount: text('amount'),
          dealstage: 'qualifiedtobuy',
          pipeline: 'default',
          closedate: new Date(context.now + 30 * 86_400_000).toISOString(),
          deal_currency_code: look.portal.sample ? 'USD' : '',
        },
        typeIds: [5, 341],
      });
      return here;
    case 'merge': {
      const survivor = await mergeObjects(context, look.type, { winner: id, loser: text('other') });
      return `${list}/${survivor.id}`;
    }
    case 'delete':
      await archiveObject(context, look.type, id);
      return list;
    case 'restore':
      await restoreObject(context, look.type, id);
      return here;
    case 'erase':
      await eraseContact(context, id);
      return list;
    default:
      throw new WireError(404, 'NOT_FOUND', 'There is no such action.');
  }
}

async function addRelated(
  context: ChangeContext,
  {
    type: name,
    id,
    look,
    values,
    typeIds,
  }: { type: string; id: string; look: Look; values: Record<string, string>; typeIds: number[] },
): Promise<void> {
  const type = findType(name);
  const known = (
    await readObjects(context.client, { portalId: context.portalId, type: look.type.name, ids: [id] })
  ).get(id);
  if (type === undefined || known === undefined) throw new WireError(404, 'NOT_FOUND', 'There is no such record.');
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const created = await createObject(context, type, given);
  for (const typeId of typeIds)
    await associateByType(context, { from: type, fromId: created.id, toId: known.id, typeId, to: look.type });
}

function answerPageError(deps: PageDeps): express.ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (!(error instanceof WireError) || response.headersSent) return next(error);
    const portals = await deps.portals();
    const [portal] = portals;
    const type = findType('companies');
    if (portal === undefined || type === undefined) return next(error);
    const words = pageWords.en;
    const back =
      request.headers.referer === undefined
        ? ''
        : `<p><a href="${escapeHtml(request.headers.referer)}">${escapeHtml(words.back)}</a></p>`;
    response.status(error.status).send(
      page({
        portal,
        portals,
        type,
        types: shownTypes,
        locale: 'en',
        words,
        title: words.refused,
        body: `<p>${escapeHtml(error.message)}</p>${back}`,
      }),
    );
  };
}
