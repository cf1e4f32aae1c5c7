// Pages of other sites may not change anything here.
import type express from 'express';

/** Forms and scripts change things only when they were served from here; calls without an origin are no browser's. */
export const refuseForeignOrigin: express.RequestHandler = (request, response, next) => {
  const { origin, host } = request.headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (!['GET', 'HEAD'].includes(request.method) && !isOwn) {
    response.status(403).send('Forbidden');
    return;
  }
  next();
};
