// The buying center in words, English and Vietnamese: roles, states, stances, and the reasons of facts.
import type { Coverage, FactState, Reason, Role, Seniority, Stance, Trend } from './model.ts';

export type Locale = 'en' | 'vi';
type Words = Record<Locale, string>;

const w = (en: string, vi: string): Words => ({ en, vi });

export const roleWords: Record<Role, Words> = {
  initiator: w('Initiator', 'Người khởi xướng'),
  end_user: w('User', 'Người sử dụng'),
  technical_evaluator: w('Technical evaluator', 'Đánh giá kỹ thuật'),
  influencer: w('Influencer', 'Người ảnh hưởng'),
  decider: w('Decider', 'Người quyết định'),
  economic_buyer: w('Economic buyer', 'Người duyệt chi'),
  executive_sponsor: w('Executive sponsor', 'Lãnh đạo bảo trợ'),
  procurement: w('Procurement', 'Mua hàng'),
  legal_compliance: w('Legal', 'Pháp chế'),
  gatekeeper: w('Gatekeeper', 'Người gác cổng'),
  champion: w('Champion', 'Người vận động'),
  coach: w('Coach', 'Người chỉ đường'),
};

export const stateWords: Record<FactState, Words> = {
  stated: w('stated', 'đã nêu'),
  observed: w('observed', 'quan sát'),
  inferred: w('inferred', 'suy đoán'),
  assumed: w('assumed', 'giả định'),
};

export const stanceWords: Record<Stance, Words> = {
  mentor: w('Mentor', 'Chỉ dẫn'),
  supporter: w('Supporter', 'Ủng hộ'),
  neutral: w('Neutral', 'Trung lập'),
  skeptic: w('Skeptic', 'Hoài nghi'),
  opponent: w('Opponent', 'Phản đối'),
};

export const seniorityWords: Record<Seniority, Words> = {
  entry: w('Entry', 'Mới vào nghề'),
  employee: w('Employee', 'Nhân viên'),
  senior: w('Senior', 'Cao cấp'),
  manager: w('Manager', 'Quản lý'),
  director: w('Director', 'Giám đốc'),
  vp: w('Vice president', 'Phó chủ tịch'),
  executive: w('Executive', 'Ban điều hành'),
  partner: w('Partner', 'Thành viên hợp danh'),
  owner: w('Owner', 'Chủ sở hữu'),
};

export const trendWords: Record<Trend, Words> = {
  rising: w('rising', 'đang tăng'),
  steady: w('steady', 'ổn định'),
  falling: w('falling', 'đang giảm'),
};

export const statusWords: Record<Coverage['status'], Words> = {
  red: w('Red', 'Đỏ'),
  amber: w('Amber', 'Vàng'),
  green: w('Green', 'Xanh'),
};

const departmentWords: Record<string, Words> = {
  legal: w('legal', 'pháp chế'),
  procurement: w('purchasing', 'mua hàng'),
  finance: w('finance', 'tài chính'),
  human_resources: w('human resources', 'nhân sự'),
  it: w('IT', 'công nghệ thông tin'),
  engineering: w('engineering', 'kỹ thuật'),
  product: w('product', 'sản phẩm'),
  marketing: w('marketing', 'tiếp thị'),
  customer_service: w('customer service', 'chăm sóc khách hàng'),
  sales: w('sales', 'kinh doanh'),
  operations: w('operations', 'vận hành'),
  design: w('design', 'thiết kế'),
  administration: w('administration', 'hành chính'),
  management: w('management', 'điều hành'),
  consulting: w('consulting', 'tư vấn'),
};

export const mapWords = {
  more: { en: (count: number) => `${count} more`, vi: (count: number) => `thêm ${count} người` },
  moreNoRole: {
    en: (count: number) => `${count} more, no role`,
    vi: (count: number) => `thêm ${count} người, chưa có vai trò`,
  },
  missing: w('missing', 'còn thiếu'),
  nobodyYet: w('Nobody known yet', 'Chưa biết ai'),
  noRole: w('No role yet', 'Chưa có vai trò'),
  notKnown: w('Not known', 'Chưa rõ'),
  verifyBy: w('Verify by', 'Xác minh trước'),
  verifyLate: w('Verify: late', 'Quá hạn xác minh'),
  left: w('Left?', 'Đã nghỉ?'),
  madeUp: w('made up', 'dữ liệu giả'),
  parkingLot: w('Parking lot', 'Khu chờ'),
  coverage: w('Coverage', 'Độ phủ vai trò'),
  missingRoles: w('Missing roles', 'Vai trò còn thiếu'),
  people: w('People', 'Người'),
  nobody: w('No people are known at this account yet.', 'Chưa biết ai ở tài khoản này.'),
  days: { en: (days: number) => `${days} d`, vi: (days: number) => `${days} ngày` },
} as const;

const templates: Record<string, Words> = {
  stated_in_hubspot: w('stated in HubSpot', 'đã nêu trong HubSpot'),
  title_words: w('by the title “{title}”', 'theo chức danh “{title}”'),
  title_department: w('works in {department}', 'thuộc bộ phận {department}'),
  meets_on_deal: w(
    'met {meetings} times while on {deals} open deal(s)',
    'gặp {meetings} lần trong {deals} giao dịch đang mở',
  ),
  mail_bounced: w('mail bounced', 'thư bị trả lại'),
  contacts: w('{count} contacts', '{count} lần liên hệ'),
  no_close_key_player: w('No key player is close to us.', 'Chưa thân với người chủ chốt nào.'),
  none_decides_or_pays: w(
    'Key players are close, none of them decides or pays.',
    'Có người chủ chốt thân thiết, nhưng không ai quyết định hay duyệt chi.',
  ),
  close_to_who_decides: w('Close to {people} who decide or pay.', 'Thân với {people} người quyết định hoặc duyệt chi.'),
  likely_for_missing_role: w('likely {role}; confirm it', 'có thể là {role}; cần xác nhận'),
  role_unknown: w('{role} is not known', 'chưa biết {role}'),
  ask_closest: w('ask {name}, who is closest to us', 'hỏi {name}, người thân nhất với bên mình'),
  weak_role: w('{role}, but strength is only {strength}', '{role}, nhưng độ thân chỉ {strength}'),
  silent: w('silent for {days} days', 'im lặng {days} ngày'),
};

/** A reason in words; roles and departments within it are named in the same language. */
export function describeReason(reason: Reason, locale: Locale): string {
  const template = templates[reason.code]?.[locale] ?? reason.code;
  return template.replace(/\{(\w+)\}/g, (_, key: string) => describeParam(key, reason.params[key], locale));
}

function describeParam(key: string, value: string | number | undefined, locale: Locale): string {
  const text = String(value ?? '');
  if (key === 'role') return Object.entries(roleWords).find(([role]) => role === text)?.[1][locale] ?? text;
  if (key === 'department') return departmentWords[text]?.[locale] ?? text;
  return text;
}
