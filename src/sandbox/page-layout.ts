// How the sandbox's pages look.
import type { Look } from './page-look.ts';
import type { SandboxPortal } from './sandbox-portal.ts';

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
:root{font:14px/20px Inter,'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;color:#1A2633;background:#F5F7F9}
body{margin:0}a{color:#0B698A}header{background:#fff;border-bottom:1px solid #E3E8EE;padding:12px 20px;display:flex;gap:16px;align-items:center;flex-wrap:wrap}
header strong{font-weight:600}nav{display:flex;gap:4px;flex-wrap:wrap}nav a{padding:6px 10px;border-radius:6px;text-decoration:none;color:#435364}
nav a[aria-current]{background:#E2F1F6;color:#08526D}main{max-width:1080px;margin:0 auto;padding:20px}h1{font-size:20px;line-height:26px;margin:0 0 12px}
h2{font-size:14px;margin:0 0 8px}.note{color:#435364;font-size:12px;background:#FCF0DA;border-radius:6px;padding:6px 10px}
section>:first-child,form.stack>section>:first-child{margin-top:0}section{background:#fff;border:1px solid #E3E8EE;border-radius:8px;padding:16px;margin:0 0 16px}.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:6px 8px;border-top:1px solid #E3E8EE;vertical-align:top;overflow-wrap:anywhere}th{color:#435364;font-weight:500}
.tag{background:#ECF0F4;border-radius:4px;padding:1px 6px;font-size:12px;color:#435364;white-space:nowrap}form{display:flex;gap:8px;flex-wrap:wrap;align-items:end;margin:0 0 12px}
label{display:grid;gap:2px;font-size:12px;color:#435364}input,select,textarea{font:inherit;padding:7px 9px;border:1px solid #C7D1DC;border-radius:6px;min-width:0}
button{font:inherit;font-weight:500;padding:7px 12px;border-radius:6px;border:1px solid #C7D1DC;background:#fff;cursor:pointer}button.primary{background:#0B698A;border-color:#0B698A;color:#fff}
form.stack{display:block}.fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:12px;margin:0 0 16px}
fieldset{border:1px solid #E3E8EE;border-radius:6px;padding:8px 12px;margin:0;flex-basis:100%}legend{font-size:12px;color:#435364;padding:0 4px}
.choice{display:flex;gap:8px;align-items:center;font-size:14px;color:inherit;padding:6px 0}.choice input{min-height:0;margin:0}textarea{width:100%;box-sizing:border-box;font:12px/18px ui-monospace,monospace}
[role=alert]{border-color:#D9A23B;background:#FCF0DA}ul{margin:0 0 12px;padding-left:20px}:focus-visible{outline:2px solid #0B698A;outline-offset:1px}@media(max-width:600px){main{padding:12px}input,select,button{min-height:44px}}`;

export interface PageOptions extends Omit<Look, 'portal'> {
  /** Null on the page of all portals. */
  portal: SandboxPortal | null;
  title: string;
  /** What the address asks beside the language, to be kept when the language is changed. */
  search?: string;
  /** Safe HTML. */
  body: string;
}

export function page(options: PageOptions): string {
  const { portal, locale, words, title, body } = options;
  const note = portal === null ? words.sandboxHelp : noteOf(portal, words);
  const other = locale === 'en' ? 'vi' : 'en';
  const kept = new URLSearchParams(options.search ?? '');
  kept.set('lang', other);
  const language = `<a href="?${escapeHtml(kept.toString())}" lang="${other}">${escapeHtml(words.language)}</a>`;
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} · ${escapeHtml(words.sandbox)}</title><style>${style}</style></head><body><header>${navigation(options)}${language}</header><main><p class="note">${escapeHtml(note)}</p><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

function noteOf(portal: SandboxPortal, words: Look['words']): string {
  if (portal.sample) return words.sample;
  return portal.byToken ? words.imported : words.addedByHand;
}

function navigation({ portal, type, types, words, title }: PageOptions): string {
  const home = `<span class="tag">${escapeHtml(words.sandbox)}</span><a href="/">${escapeHtml(words.portals)}</a>`;
  if (portal === null) return home;
  const current =
    title === words.faults ? 'faults' : title === words.app ? 'app' : title === words.connect ? '' : type.name;
  const links = [...types, 'app', 'faults'].map(
    (name) =>
      `<a href="/portal/${portal.portalId}/${name}"${name === current ? ' aria-current="page"' : ''}>${escapeHtml(words[name] ?? name)}</a>`,
  );
  return `<strong>${escapeHtml(portal.name)}</strong>${home}<nav>${links.join('')}</nav>`;
}
