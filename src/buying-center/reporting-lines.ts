// Who reports to whom: stated lines only, each person with one manager, circles broken and named.
import type { ReportingLineInput } from './model.ts';

export interface ReportingLines {
  /** Manager by person. */
  managerOf: Map<string, string>;
  lines: ReportingLineInput[];
  broken: { personId: string; managerId: string }[];
}

/** Of several lines for one person the newest counts; a line that would close a circle is left out. Order does not matter. */
export function settleReportingLines(lines: ReportingLineInput[], people: ReadonlySet<string>): ReportingLines {
  const ordered = [...lines].sort(
    (a, b) => (b.date ?? 0) - (a.date ?? 0) || compare(a.personId, b.personId) || compare(a.managerId, b.managerId),
  );
  const result: ReportingLines = { managerOf: new Map(), lines: [], broken: [] };
  for (const line of ordered) {
    const { personId, managerId } = line;
    if (!people.has(personId) || !people.has(managerId) || result.managerOf.has(personId)) continue;
    if (closesCircle(result.managerOf, personId, managerId)) result.broken.push({ personId, managerId });
    else {
      result.managerOf.set(personId, managerId);
      result.lines.push(line);
    }
  }
  return result;
}

function closesCircle(managerOf: Map<string, string>, personId: string, managerId: string): boolean {
  for (let at: string | undefined = managerId; at !== undefined; at = managerOf.get(at))
    if (at === personId) return true;
  return false;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
