// A strict reader of small XML documents for tests: throws where a browser's XML parser would refuse, and gives back what stands in it.

export interface XmlElement {
  name: string;
  attributes: Map<string, string>;
  /** Its own text and that of everything inside. */
  text: string;
}

const namePattern = /^[A-Za-z_][\w:.-]*/;

/** All elements in the order they open. @throws Error on anything not well-formed; comments, CDATA and entities of its own it refuses. */
export function readXml(source: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const text = decode(source.slice(at, next < 0 ? source.length : next));
    for (const element of open) element.text += text;
    if (open.length === 0 && text.trim() !== '') throw new Error(`text outside of the root: ${text}`);
    if (next < 0) break;
    const end = tagEnd(source, next);
    const tag = source.slice(next + 1, end);
    if (tag.startsWith('/')) {
      const closed = open.pop();
      if (closed?.name !== tag.slice(1).trim()) throw new Error(`${tag} closes ${closed?.name}`);
    } else {
      const element = readTag(tag);
      if (open.length === 0 && elements.length > 0) throw new Error('a second root');
      elements.push(element);
      if (!tag.endsWith('/')) open.push(element);
    }
    at = end + 1;
  }
  if (open.length > 0) throw new Error(`${open.at(-1)?.name} is not closed`);
  return elements;
}

function tagEnd(source: string, start: number): number {
  let quote: string | null = null;
  for (let at = start + 1; at < source.length; at++) {
    const letter = source[at];
    if (quote !== null) {
      if (letter === '<') throw new Error('< within an attribute');
      if (letter === quote) quote = null;
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  throw new Error('a tag does not end');
}

function readTag(tag: string): XmlElement {
  const name = namePattern.exec(tag)?.[0];
  if (name === undefined) throw new Error(`<${tag}> has no name`);
  const attributes = new Map<string, string>();
  let rest = tag.slice(name.length).replace(/\/$/, '');
  while (rest.trim() !== '') {
    const found = /^\s+([A-Za-z_][\w:.-]*)="([^"]*)"/.exec(rest);
    if (found === null) throw new Error(`<${tag}>: ${rest}`);
    const [whole, key = '', value = ''] = found;
    if (attributes.has(key)) throw new Error(`${key} twice in <${tag}>`);
    attributes.set(key, decode(value));
    rest = rest.slice(whole.length);
  }
  return { name, attributes, text: '' };
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what an XML document must not hold.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw new Error('a control character');
  if (!text.isWellFormed()) throw new Error('half of a surrogate pair');
  return text.replace(/&([^;&]*;?)/g, (_, name: string) => {
    const known = name.endsWith(';') ? entities[name.slice(0, -1)] : undefined;
    if (known === undefined) throw new Error(`unknown entity &${name}`);
    return known;
  });
}
