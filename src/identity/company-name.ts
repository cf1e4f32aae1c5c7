// Company names as the words that tell one company from another: legal forms off, abbreviations spelled alike.
import { foldText } from './fold-text.ts';

const legalForms = new Set(
  'inc incorporated corp corporation co company ltd limited llc llp lp plc lllp pllc pc gmbh mbh ag kg kgaa ohg ug gbr ev eg se sa sas sasu sarl eurl sca snc srl sl slu sau spa sapi cv bv nv vof bvba cvba ab as asa oy oyj aps hf ehf kft zrt doo dd sro ao oao zao ooo ooo pao tov kk gk yk pty pte sdn bhd berhad pt tbk pvt private public pcl jsc ojsc cjsc llc lda ltda eireli cia cie sdad fze fzco fzc wll jsc cp ctcp tnhh mtv tmdv tm dv sx xnk dntn htx et al the of and for a und et y e de la du des der die das'.split(
    ' ',
  ),
);
/** Legal forms that are written without spaces around them, or of several words. */
const writtenForms =
  /株式会社|有限会社|合同会社|合資会社|一般社団法人|財団法人|股份有限公司|有限责任公司|有限公司|股份公司|集团|集團|주식회사|유한회사|\(주\)|（株）|\(株\)|㈱|\b(общество с ограниченной ответственностью|акционерное общество|ооо|оао|зао|пао|ао|gesellschaft mit beschrankter haftung|aktiengesellschaft|societe anonyme|sociedad anonima|sociedad limitada|societa per azioni|besloten vennootschap|naamloze vennootschap|proprietary limited|public limited company|limited liability company|kabushiki kaisha|kabushiki gaisha|co ltd)\b/gu;
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
  'tong cong ty',
  'ngan hang thuong mai co phan',
  'ngan hang tmcp',
  'doanh nghiep tu nhan',
  'dntn',
  'hop tac xa',
  'chi nhanh cong ty',
  'thuong mai va dich vu',
  'thuong mai dich vu',
  'san xuat thuong mai',
  'tm dv',
  'dau tu va phat trien',
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
  let folded = withoutVietnameseForms(foldText(name.replace(writtenForms, ' ')).replace(writtenForms, ' ').trim());
  folded = folded.replace(/\b\p{L}( \p{L})+\b/gu, (letters) => letters.replaceAll(' ', ''));
  const words = (folded === '' ? foldText(name) : folded).split(' ').filter((word) => word !== '');
  const kept = words.filter((word) => !legalForms.has(word)).map((word) => spelled[word] ?? word);
  return kept.length > 0 ? kept : words;
}

/** At most three forms in a row fall away, while something remains. */
function withoutVietnameseForms(folded: string): string {
  let rest = folded;
  for (let pass = 0; pass < 3; pass++) {
    const form = vietnameseForms.find((known) => rest.startsWith(`${known} `));
    if (form === undefined) return rest;
    rest = rest.slice(form.length + 1);
  }
  return rest;
}

/** Whether the text carries a legal form: a company rather than a person. */
export function hasLegalForm(name: string): boolean {
  const folded = foldText(name).replace(/\b\p{L}( \p{L})+\b/gu, (letters) => letters.replaceAll(' ', ''));
  return (
    name.search(writtenForms) >= 0 ||
    vietnameseForms.some((form) => folded.startsWith(`${form} `)) ||
    /\b(inc|incorporated|corp|corporation|company|ltd|limited|llc|llp|plc|gmbh|kgaa|sarl|srl|spa|bv|nv|oyj|aps|kft|sro|ooo|pty|pte|sdn bhd|jsc|tnhh|ctcp|ag|holdings?|bank|university|hospital|institute)\b/.test(
      folded,
    )
  );
}
