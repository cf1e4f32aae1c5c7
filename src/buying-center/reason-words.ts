// Why something is claimed, in words of both languages.
import type { Reason } from './model.ts';
import { type Locale, roleWords, type Words } from './words.ts';

const w = (en: string, vi: string): Words => ({ en, vi });

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

const templates: Record<string, Words> = {
  stated_in_hubspot: w('stated in HubSpot', 'đã nêu trong HubSpot'),
  title_words: w('by the title “{title}”', 'theo chức danh “{title}”'),
  title_department: w('works in {department}', 'thuộc bộ phận {department}'),
  meets_on_deal: w(
    'in {meetings} meetings while on open deals ({deals})',
    'dự {meetings} cuộc họp trong lúc có giao dịch đang mở ({deals})',
  ),
  mail_bounced: w('mail bounced', 'thư bị trả lại'),
  role_required: w('a {role} is needed, nobody is known', 'cần có {role}, chưa biết ai'),
  contacts: w('contacts: {count}', '{count} lần liên hệ'),
  strength_recency: w(
    'recency {points} of {max}: last contact {days} days ago',
    'độ gần đây {points}/{max}: liên hệ cuối {days} ngày trước',
  ),
  strength_frequency: w(
    'frequency {points} of {max}: {count} contacts, older ones fade',
    'tần suất {points}/{max}: {count} lần liên hệ, lần cũ giảm dần',
  ),
  strength_two_way: w(
    'both sides {points} of {max}: {percent} % in balance',
    'hai chiều {points}/{max}: cân bằng {percent} %',
  ),
  strength_depth: w(
    'depth {points} of {max}: meetings count more than mails',
    'độ sâu {points}/{max}: cuộc họp nặng hơn thư',
  ),
  strength_seniority: w('standing {points} of {max}: by seniority', 'vị thế {points}/{max}: theo cấp bậc'),
  no_supportive_key_player: w('No supporter among the key players.', 'Chưa có người chủ chốt nào ủng hộ.'),
  none_decides_or_pays: w(
    'Supporters, none decides or pays.',
    'Có người ủng hộ, nhưng không ai quyết định hay duyệt chi.',
  ),
  supporter_decides: w(
    'Supporters who decide or pay: {people}.',
    'Người ủng hộ có quyền quyết định hoặc duyệt chi: {people}.',
  ),
  likely_for_missing_role: w('likely {role}; confirm it', 'có thể là {role}; cần xác nhận'),
  role_unknown: w('{role} is not known', 'chưa biết {role}'),
  ask_closest: w('ask {name}, who is closest to us', 'hỏi {name}, người thân nhất với bên mình'),
  weak_role: w('{role}, but strength is only {strength}', '{role}, nhưng độ thân chỉ {strength}'),
  silent: w('silent for {days} days', 'im lặng {days} ngày'),
  same_department: w('same department: {department}', 'cùng bộ phận: {department}'),
  shared_title_words: w('title shares “{words}”', 'chức danh cùng có “{words}”'),
  levels_above: w('{levels} above by title', 'cao hơn {levels} theo chức danh'),
  met_together: w('in {count} contacts together', 'cùng có mặt trong {count} lần liên hệ'),
};

/** A reason in words; roles and departments within it are named in the same language. An unknown code stands for itself. */
export function describeReason(reason: Reason, locale: Locale): string {
  const template = Object.hasOwn(templates, reason.code) ? templates[reason.code]?.[locale] : undefined;
  return (template ?? reason.code).replace(/\{(\w+)\}/g, (_, key: string) => {
    return describeParam(key, { value: reason.params[key], locale });
  });
}

function describeParam(key: string, { value, locale }: { value: string | number | undefined; locale: Locale }): string {
  const text = String(value ?? '');
  if (key === 'role') return Object.entries(roleWords).find(([role]) => role === text)?.[1][locale] ?? text;
  if (key === 'department') return Object.entries(departmentWords).find(([name]) => name === text)?.[1][locale] ?? text;
  return text;
}
