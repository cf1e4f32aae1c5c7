// Reasons of links in words, English and Vietnamese.
import type { Evidence } from './match-model.ts';

type Locale = 'en' | 'vi';

const fieldWords: Record<string, Record<Locale, string>> = {
  given_name: { en: 'given name', vi: 'tên' },
  surname: { en: 'surname', vi: 'họ' },
  middle_name: { en: 'middle name', vi: 'tên đệm' },
  birth_date: { en: 'date of birth', vi: 'ngày sinh' },
  email: { en: 'e-mail', vi: 'email' },
  phone: { en: 'phone', vi: 'điện thoại' },
  social_number: { en: 'identity number', vi: 'số định danh' },
  passport_number: { en: 'passport number', vi: 'số hộ chiếu' },
  license_number: { en: 'licence number', vi: 'số giấy phép' },
  national_id: { en: 'identity card', vi: 'số căn cước' },
  suffix: { en: 'generation (Jr, Sr)', vi: 'hậu tố tên' },
  profile: { en: 'profile address', vi: 'trang cá nhân' },
  tax_number: { en: 'tax number', vi: 'mã số thuế' },
  bank_account: { en: 'bank account', vi: 'tài khoản ngân hàng' },
  company: { en: 'company', vi: 'công ty' },
  subject: { en: 'title of the work', vi: 'tên tác phẩm' },
  authors: { en: 'authors', vi: 'tác giả' },
  street: { en: 'street', vi: 'đường' },
  street_number: { en: 'house number', vi: 'số nhà' },
  street_2: { en: 'address line 2', vi: 'địa chỉ dòng 2' },
  city: { en: 'city', vi: 'thành phố' },
  postcode: { en: 'postcode', vi: 'mã bưu chính' },
  state: { en: 'state', vi: 'tỉnh' },
  country: { en: 'country', vi: 'quốc gia' },
  gender: { en: 'gender', vi: 'giới tính' },
  title: { en: 'title', vi: 'chức danh' },
  birth_place: { en: 'place of birth', vi: 'nơi sinh' },
  web: { en: 'company domain', vi: 'tên miền công ty' },
  category: { en: 'category', vi: 'nhóm' },
};

const levelWords: Record<string, Record<Locale, (field: string) => string>> = {
  exact: { en: (field) => `same ${field}`, vi: (field) => `trùng ${field}` },
  swapped: { en: (field) => `${field} swapped`, vi: (field) => `${field} bị đảo` },
  nickname: { en: (field) => `short form of the ${field}`, vi: (field) => `dạng gọi tắt của ${field}` },
  nearly: { en: (field) => `nearly the same ${field}`, vi: (field) => `${field} gần trùng` },
  similar: { en: (field) => `similar ${field}`, vi: (field) => `${field} tương tự` },
  partly: { en: (field) => `${field} partly the same`, vi: (field) => `${field} trùng một phần` },
  weakly: { en: (field) => `${field} has words in common`, vi: (field) => `${field} có từ chung` },
  one_digit: { en: (field) => `${field} differs in one character`, vi: (field) => `${field} lệch một ký tự` },
  two_digits: { en: (field) => `${field} differs in two characters`, vi: (field) => `${field} lệch hai ký tự` },
  day_and_month_swapped: {
    en: (field) => `${field} with day and month swapped`,
    vi: (field) => `${field} đảo ngày và tháng`,
  },
  same_year: { en: (field) => `${field} in the same year`, vi: (field) => `${field} cùng năm` },
  same_mailbox_name: { en: () => 'same mailbox name at another domain', vi: () => 'cùng tên hộp thư, khác tên miền' },
  other_digits: { en: (field) => `${field} with other digits`, vi: (field) => `${field} khác chữ số` },
  different: { en: (field) => `other ${field}`, vi: (field) => `khác ${field}` },
};

const reasonsMax = 6;

/** The strongest reasons, `same phone; given name swapped; other company`. */
export function describeEvidence(evidence: Evidence[], locale: Locale): string {
  return evidence
    .slice(0, reasonsMax)
    .map(
      ({ comparison, level }) =>
        levelWords[level]?.[locale](fieldWords[comparison]?.[locale] ?? comparison) ?? comparison,
    )
    .join('; ');
}
