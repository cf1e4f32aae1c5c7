// Makes an API call go wrong as the portal's fault switch says: before the work, after it, or in the way the answer arrives.
import type express from 'express';
import { callerOf, type SandboxCore, setRowFaults } from './api-context.ts';
import { expireToken } from './authenticate.ts';
import { missingScopes, notFound, WireError } from './errors.ts';
import type { FaultRule } from './faults.ts';

const bodyPieces = 10;
const messages: Record<number, string> = {
  423: 'The resource is locked. Wait two seconds or more before you try again.',
  477: 'The account is being moved to another data center. Try again after the time given.',
};

/** Behind the authentication: faults are a portal's. */
export function applyFaults(core: SandboxCore): express.RequestHandler {
  return async (request, response, next) => {
    const { portalId } = callerOf(request);
    const path = request.originalUrl.split('?')[0] ?? '';
    const fired = core.faults.draw(portalId, { method: request.method, path });
    setRowFaults(
      request,
      fired.filter(({ rule }) => rule.kind === 'partial'),
    );
    for (const { rule } of fired) {
      await shape(rule, response);
      if (await refuse(core, rule, { request, response })) return;
    }
    next();
  };
}

/** Faults that let the work be done: the answer comes late, slowly, or never. */
async function shape(rule: FaultRule, response: express.Response): Promise<void> {
  if (rule.kind === 'slow') await pause(rule.ms);
  if (rule.kind === 'resetAfterWrite')
    response.end = () => {
      response.socket?.resetAndDestroy();
      return response;
    };
  if (rule.kind === 'slowBody')
    response.json = (body) => {
      void drip(response, JSON.stringify(body), rule.ms);
      return response;
    };
}

/** True where the call ends here. @throws WireError */
async function refuse(
  core: SandboxCore,
  rule: FaultRule,
  { request, response }: { request: express.Request; response: express.Response },
): Promise<boolean> {
  if (rule.retryAfterSeconds !== undefined && ['tooMany', 'error'].includes(rule.kind))
    response.set('Retry-After', String(rule.retryAfterSeconds));
  switch (rule.kind) {
    case 'tooMany':
      response.status(429).json(rateEnvelope(rule.policyName));
      return true;
    case 'error':
      response.status(rule.status).json({ status: 'error', message: messages[rule.status] ?? 'Something went wrong' });
      return true;
    case 'hang':
      await waitForEnd(response, rule.ms);
      response.socket?.destroy();
      return true;
    case 'resetBefore':
      response.socket?.resetAndDestroy();
      return true;
    case 'expireToken': {
      const { token } = callerOf(request);
      if (token === null) return false;
      throw await expireToken(core, token);
    }
    case 'missingScopes':
      throw missingScopes(rule.objects?.map((name) => `crm.objects.${name}.read`) ?? []);
    case 'notFound':
      throw rule.objects === undefined ? notFound('resource') : new WireError(404, 'OBJECT_NOT_FOUND', 'Not found');
    default:
      return false;
  }
}

export function rateEnvelope(policyName: FaultRule['policyName']): Record<string, string> {
  return {
    status: 'error',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: '00000000-0000-0000-0000-000000000000',
    policyName,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Until the client gives up, at most so long. */
function waitForEnd(response: express.Response, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function drip(response: express.Response, text: string, ms: number): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  response.set({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(bytes.length) });
  const size = Math.max(1, Math.ceil(bytes.length / bodyPieces));
  for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
    response.write(bytes.subarray(start, start + size));
    await pause(ms / bodyPieces);
  }
  response.end();
}
