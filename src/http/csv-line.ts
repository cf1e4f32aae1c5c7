// One line of a CSV table that no spreadsheet takes for a formula (RFC 4180, ASVS 5.0 1.2.10).

/** Fields that begin like a formula, also after spaces or in full width, get an apostrophe in front. Ends with CRLF. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(text: string): string {
  const safe = /^[\s\0]*[=+\-@\t\r\0＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
