// Names lines of a file in a sentence: the first few, and how many more.

const EXAMPLES_MAX = 5;

export function lineList(lines: readonly number[]): string {
  const named = lines.slice(0, EXAMPLES_MAX).join(', ');
  const more = lines.length > EXAMPLES_MAX ? ` and ${(lines.length - EXAMPLES_MAX).toLocaleString('en')} more` : '';
  return `${lines.length === 1 ? 'row' : 'rows'} ${named}${more}`;
}
