// Small pages that the server writes itself: signing in, and why somebody could not be let in.
import type { Request, Response } from 'express';
import { localeOf } from './api-error.ts';
import { type NoticeCode, notices } from './notice-words.ts';
import { askedPath } from './own-path.ts';

export interface Notice {
  status: number;
  code: NoticeCode;
  /** Where the one button leads; none where there is nothing to press. */
  action?: string;
}

export function sendNotice(request: Request, response: Response, { status, code, action }: Notice): void {
  const locale = localeOf(request);
  const { title, text, button } = notices[code][locale];
  const link =
    action === undefined ? '' : `<p><a class="button" href="${escapeHtml(action)}">${escapeHtml(button)}</a></p>`;
  const others = (['en', 'vi'] as const).map((each) => {
    const path = askedPath(request);
    const query = new URLSearchParams({ locale: each, ...(path === null ? {} : { to: path }) });
    const name = each.toUpperCase();
    return each === locale
      ? `<b lang="${each}">${name}</b>`
      : `<a lang="${each}" href="/sign-in?${escapeHtml(query.toString())}">${name}</a>`;
  });
  response
    .status(status)
    .set('cache-control', 'no-store')
    .type('html')
    .send(
      [
        `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">',
        `<title>${escapeHtml(title)} · Quorum</title><link rel="stylesheet" href="/notice.css"></head>`,
        `<body><main><img src="/icon.svg" alt="" width="40" height="40"><h1>${escapeHtml(title)}</h1>`,
        ...text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
        link,
        `</main><footer>Quorum · ${others.join(' ')}</footer></body></html>`,
      ].join(''),
    );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
