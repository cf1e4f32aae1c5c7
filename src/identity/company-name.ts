// Company names as the words that tell one company from another: legal forms off, abbreviations spelled alike.
import { foldText } from './fold-text.ts';

const legalForms = new Set(
  'inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh ag kg ohg ug mbh sa sas sarl srl spa bv nv ab as asa oy oyj aps kk pty pte sdn bhd pt tbk jsc cp ctcp tnhh mtv tm dv the of and for a'.split(
    ' ',
  ),
);
const vietnameseForms: readonly string[] = [
  'cong ty trach nhiem huu han mot thanh vien',
  'cong ty trach nhiem huu han',
  'cong ty tnhh mot thanh vien',
  'cong ty tnhh mtv',
  'cong ty tnhh',
  'cong ty co phan',
  'cong ty cp',
  'cty tnhh',
  'cty cp',
  'cong ty',
  'cty',
  'tap doan',
];
const spelled: Record<string, string> = {
  intl: 'international',
  mfg: 'manufacturing',
  svcs: 'services',
  svc: 'service',
  assn: 'association',
  assoc: 'association',
  ctr: 'center',
  centre: 'center',
  dept: 'department',
  univ: 'university',
  hosp: 'hospital',
  natl: 'national',
  st: 'saint',
  comm: 'community',
  sch: 'school',
  elem: 'elementary',
  dev: 'development',
  devel: 'development',
  lrng: 'learning',
  chld: 'child',
  bros: 'brothers',
  grp: 'group',
  mgmt: 'management',
  tech: 'technology',
};

/** Folded words in their order, without legal forms; the words as they are where nothing else would remain. */
export function companyTokens(name: string): string[] {
  let folded = foldText(name);
  for (const form of vietnameseForms) {
    if (folded.startsWith(`${form} `)) folded = folded.slice(form.length + 1);
  }
  const words = folded.split(' ').filter((word) => word !== '');
  const kept = words.filter((word) => !legalForms.has(word)).map((word) => spelled[word] ?? word);
  return kept.length > 0 ? kept : words;
}
