// Answers only under names that are ours: a page elsewhere cannot point its own name at this machine and read from it.
import type { RequestHandler } from 'express';
import { sendError } from './api-error.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export function hostGuard(publicUrl: () => string): RequestHandler {
  return (request, response, next) => {
    const host = request.headers.host ?? '';
    const name = host.replace(/:\d+$/, '').toLowerCase();
    const isPublic = URL.canParse(publicUrl()) && new URL(publicUrl()).hostname.toLowerCase() === name;
    if (loopback.has(name) || isPublic) next();
    else sendError(request, response, { status: 421, code: 'wrong_host' });
  };
}
