// The buying center in words, English and Vietnamese: roles, states, stances, and what stands on a map.
import type { MapHeading } from './layout-model.ts';
import type { Coverage, FactState, MapPerson, Role, Stance } from './model.ts';

export type Locale = 'en' | 'vi';
export type Words = Record<Locale, string>;

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

export const statusWords: Record<Coverage['status'], Words> = {
  red: w('Red', 'Đỏ'),
  amber: w('Amber', 'Vàng'),
  green: w('Green', 'Xanh'),
};

export const headingWords: Record<MapHeading['kind'], Words> = {
  leadership: w('Leadership', 'Ban lãnh đạo'),
  management: w('Management', 'Cấp quản lý'),
  staff: w('Staff', 'Nhân viên'),
  unknown: w('Level not known', 'Chưa rõ cấp bậc'),
  still_to_find: w('Still to find', 'Cần tìm'),
  parking_lot: w('Parking lot', 'Khu chờ'),
};

export const mapWords = {
  more: { en: (count: number) => `${count} more`, vi: (count: number) => `thêm ${count} người` },
  moreNoRole: {
    en: (count: number) => `${count} more, no role`,
    vi: (count: number) => `thêm ${count}, chưa có vai trò`,
  },
  withoutPlace: {
    en: (count: number) => `${count} without a place`,
    vi: (count: number) => `${count} người chưa có chỗ`,
  },
  parkingNote: {
    en: (count: number) => `${count === 1 ? '1 person' : `${count} people`} without a place on the map`,
    vi: (count: number) => `${count} người chưa có chỗ trên sơ đồ`,
  },
  days: { en: (days: number) => `${days} d`, vi: (days: number) => `${days} ngày` },
  verifyBy: { en: (date: string) => `Verify by ${date}`, vi: (date: string) => `Xác minh trước ${date}` },
  verifyLate: {
    en: (days: number) => `Verify · ${days} d late`,
    vi: (days: number) => `Xác minh · trễ ${days} ngày`,
  },
  missing: w('missing', 'còn thiếu'),
  nobodyYet: w('nobody known yet', 'chưa biết ai'),
  nameThisPerson: w('Name this person…', 'Điền tên…'),
  noRole: w('No role yet', 'Chưa có vai trò'),
  notKnown: w('Not known', 'Chưa rõ'),
  left: w('Left?', 'Đã nghỉ?'),
  onlyOneAnswering: w('Only one answering', 'Người duy nhất trả lời'),
  madeUp: w('made up', 'dữ liệu giả'),
  coverage: w('Coverage', 'Độ phủ vai trò'),
  missingRoles: w('Missing roles', 'Vai trò còn thiếu'),
  people: w('People', 'Người'),
  nobody: w('No people are known at this account yet.', 'Chưa biết ai ở tài khoản này.'),
  reportsTo: w('reports to', 'báo cáo cho'),
  strength: w('strength 0–100', 'độ thân 0–100'),
  toVerify: w('to verify', 'cần xác minh'),
  sinceContact: w('9 d since last contact', '9 ngày từ lần liên hệ cuối'),
} as const;

/** The person's name; for a placeholder the role that nobody is known for. */
export function personName(person: Pick<MapPerson, 'name' | 'placeholder' | 'roles'>, locale: Locale): string {
  const role = person.roles[0]?.role;
  if (!person.placeholder || role === undefined) return person.name;
  return locale === 'en' ? `${roleWords[role].en}: unknown` : `${roleWords[role].vi}: chưa rõ`;
}

/** `3 Dec`, `3/12`; in UTC, so that server and browser agree. */
export function shortDate(at: number, locale: Locale): string {
  const date = new Date(at);
  if (locale === 'vi') return `${date.getUTCDate()}/${date.getUTCMonth() + 1}`;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date);
}
