import fs from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { classifyTitle } from '../../src/buying-center/classify-title.ts';
import { managerCandidates } from '../../src/buying-center/manager-candidates.ts';
import { sharedFile } from '../harness/shared-data.ts';

const cases: [title: string, seniority: string, department?: string][] = [
  ['CEO', 'executive'],
  ['C.E.O.', 'executive'],
  ['Co-Founder & CEO', 'owner'],
  ['Owner', 'owner'],
  ['Managing Partner', 'partner'],
  ['HR Business Partner', 'employee', 'human_resources'],
  ['SVP Sales', 'vp', 'sales'],
  ['Vice President, Business Development', 'vp', 'sales'],
  ['Head of IT', 'director', 'it'],
  ['Finance Director', 'director', 'finance'],
  ['Marketing Manager', 'manager', 'marketing'],
  ['Product Manager', 'employee', 'product'],
  ['Team Lead Customer Support', 'manager', 'customer_service'],
  ['Senior Software Engineer', 'senior', 'engineering'],
  ['Software Engineer', 'employee', 'engineering'],
  ['Sales Representative', 'employee', 'sales'],
  ['Executive Assistant to the CEO', 'employee', 'administration'],
  ['Junior Buyer', 'entry', 'procurement'],
  ['Intern', 'entry'],
  ['Tổng Giám đốc', 'executive'],
  ['Giám đốc Kinh doanh', 'director', 'sales'],
  ['Trưởng phòng Mua hàng', 'manager', 'procurement'],
  ['Kế toán trưởng', 'manager', 'finance'],
  ['Nhân viên kinh doanh', 'employee', 'sales'],
  ['Chuyên gia cao cấp', 'senior'],
  ['Thực tập sinh', 'entry'],
  ['Geschäftsführer', 'executive'],
  ['Geschäftsführer/in', 'executive'],
  ['Leiter Einkauf', 'manager', 'procurement'],
  ['Bereichsleiterin Vertrieb', 'director', 'sales'],
  ['Werkstudent Marketing', 'entry', 'marketing'],
  ['Inhaberin', 'owner'],
  ['Directeur des achats', 'director', 'procurement'],
  ['Director de Ventas', 'director', 'sales'],
];

test.each(cases)('%s is %s', (title, seniority, department) => {
  const found = classifyTitle(title);
  expect(found?.seniority).toBe(seniority);
  if (department !== undefined) expect(found?.department).toBe(department);
});

test('what has no words has no class; odd input ends', () => {
  expect(classifyTitle('')).toBeNull();
  expect(classifyTitle(' 123 -- ')).toBeNull();
  expect(classifyTitle(`Manager ${'a '.repeat(100_000)}`)?.seniority).toBeDefined();
});

interface Snapshot {
  id: string;
  title: string;
  managerId: string;
}

function snapshots(): Map<string, Map<string, Snapshot>> | null {
  const file = sharedFile('data/people/snapshots.csv');
  if (file === null) return null;
  const rows: { month: string; person: string; title: string; manager: string }[] = parse(fs.readFileSync(file), {
    columns: true,
  });
  const months = new Map<string, Map<string, Snapshot>>();
  for (const { month, person, title, manager } of rows) {
    const people = months.get(month) ?? new Map<string, Snapshot>();
    months.set(month, people.set(person, { id: person, title, managerId: manager }));
  }
  return months;
}

test('on public reporting lines the title ranks the manager higher in at least 95 % of pairs', () => {
  const months = snapshots();
  if (months === null) return;
  let [pairs, right] = [0, 0];
  for (const people of months.values()) {
    for (const { title, managerId } of people.values()) {
      const below = classifyTitle(title);
      const above = classifyTitle(people.get(managerId)?.title ?? '');
      if (below === null || above === null) continue;
      pairs++;
      right += above.rank > below.rank ? 1 : above.rank === below.rank ? 0.5 : 0;
    }
  }
  expect(pairs).toBeGreaterThan(5_000);
  expect(right / pairs).toBeGreaterThanOrEqual(0.95);
});

test('the true manager is among five candidates for at least 45 % of the people', () => {
  const months = snapshots();
  if (months === null) return;
  let [asked, hit] = [0, 0];
  for (const month of ['2022-04', '2023-06', '2024-05']) {
    const all = [...(months.get(month)?.values() ?? [])];
    const people = all.map(({ id, title }) => ({ id, title, department: null }));
    const known = new Set(people.map(({ id }) => id));
    all.forEach(({ managerId }, at) => {
      const person = people[at];
      if (person === undefined || !known.has(managerId)) return;
      asked++;
      const candidates = managerCandidates({ person, people });
      expect(candidates.length).toBeLessThanOrEqual(5);
      if (candidates.some(({ personId }) => personId === managerId)) hit++;
    });
  }
  expect(asked).toBeGreaterThan(500);
  expect(hit / asked).toBeGreaterThanOrEqual(0.45);
});
