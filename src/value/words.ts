// The words of account value in English and Vietnamese, and the sentences that its reasons become.
import type { LifecycleStage, Reason, ValueClass, ValuePartCode, VerdictTag } from './model.ts';
import { minorPerMajor } from './money.ts';

export type Locale = 'en' | 'vi';
type Text = Record<Locale, string>;

const text = (en: string, vi: string): Text => ({ en, vi });

export const classWords: Record<ValueClass, Text> = {
  mvc: text('MVC, most valuable', 'MVC, giá trị nhất'),
  mgc: text('MGC, most growable', 'MGC, tăng trưởng cao nhất'),
  migrator: text('Migrator', 'Cần dịch chuyển'),
  low_maintenance: text('Low-maintenance', 'Ít cần chăm sóc'),
  below_zero: text('Below zero', 'Giá trị âm'),
};

export const stageWords: Record<LifecycleStage, Text> = {
  prospect: text('Prospect', 'Khách tiềm năng'),
  first_time_buyer: text('First-time buyer', 'Khách mua lần đầu'),
  early_repeat_buyer: text('Early repeat buyer', 'Khách mới mua lại'),
  core_customer: text('Core customer', 'Khách nòng cốt'),
  defector: text('Defector', 'Khách rời bỏ'),
};

export const partWords: Record<ValuePartCode, Text> = {
  list_price_revenue: text('Revenue at list price', 'Doanh thu theo giá niêm yết'),
  discount: text('Discounts', 'Chiết khấu'),
  refund: text('Refunds', 'Hoàn tiền'),
  freight: text('Freight', 'Vận chuyển'),
  referral: text('Referrals', 'Giới thiệu khách'),
  cost_of_goods: text('Cost of goods', 'Giá vốn'),
  support: text('Support', 'Hỗ trợ'),
  meeting: text('Meetings and visits', 'Gặp gỡ và thăm khách'),
  call: text('Calls', 'Cuộc gọi'),
  email: text('E-mails', 'Thư điện tử'),
  late_payment: text('Late payment', 'Trả chậm'),
  campaign: text('Campaigns', 'Chiến dịch'),
};

export const tagWords: Record<VerdictTag, Text> = {
  structural: text('structural', 'khó thay đổi'),
  fixable: text('fixable', 'có thể cải thiện'),
  super_growth: text('super-growth', 'tăng trưởng vượt trội'),
  at_risk: text('at risk', 'có nguy cơ'),
  rising: text('rising', 'đang tăng'),
  falling: text('falling', 'đang giảm'),
  new: text('new', 'mới'),
};

/** `{name:form}` is filled from the params: form money, share (0..1), number or count. */
const reasonWords: Record<string, Text> = {
  revenue: text(
    'About {orders:number} orders in the next 12 months; {amount:money} of revenue to come, discounted',
    'Khoảng {orders:number} đơn hàng trong 12 tháng tới; {amount:money} doanh thu tương lai đã chiết khấu',
  ),
  margin: text('{share:share} of revenue is left after cost of goods', 'Còn lại {share:share} doanh thu sau giá vốn'),
  cost_to_serve: text('Serving the account costs {amount:money}', 'Chi phí phục vụ khách là {amount:money}'),
  alive: text(
    'Still a customer with a chance of {chance:share}; last order {days:count} days ago',
    'Khả năng còn mua là {chance:share}; đơn gần nhất cách đây {days:count} ngày',
  ),
  pipeline: text(
    'Open deals ({deals:count}) bring {amount:money} beyond the forecast',
    'Giao dịch đang mở ({deals:count}) mang lại {amount:money} ngoài dự báo',
  ),
  reprice: text('Usual discounts would bring {amount:money}', 'Chiết khấu ở mức thường sẽ mang lại {amount:money}'),
  cheaper_service: text('Usual service would save {amount:money}', 'Phục vụ ở mức thường sẽ tiết kiệm {amount:money}'),
  thin_history: text(
    'Only {orders:count} order so far: the figures lean on similar accounts',
    'Mới có {orders:count} đơn hàng: số liệu dựa nhiều vào các khách tương tự',
  ),
  no_purchase: text('Nothing bought and no open deal', 'Chưa mua và không có giao dịch đang mở'),
  prospect_pipeline: text(
    'Open deals ({deals:count}), won with a chance of {chance:share}: {amount:money} expected',
    'Giao dịch đang mở ({deals:count}), khả năng thắng {chance:share}: kỳ vọng {amount:money}',
  ),
  no_value_evidence: text('No value evidence', 'Chưa có căn cứ giá trị'),
  class_override: text('Set by hand until {until:text}: {reason:text}', 'Đặt thủ công đến {until:text}: {reason:text}'),
  class_prospect: text('Has not bought yet', 'Chưa mua lần nào'),
  class_mvc: text(
    'Lifetime value {ltv:money} reaches the cut of the most valuable, {threshold:money}',
    'Giá trị vòng đời {ltv:money} đạt ngưỡng nhóm giá trị nhất, {threshold:money}',
  ),
  class_mgc: text(
    'Unrealised potential {potential:money} reaches the cut of the most growable, {threshold:money}',
    'Tiềm năng chưa khai thác {potential:money} đạt ngưỡng nhóm tăng trưởng, {threshold:money}',
  ),
  class_migrator: text(
    'On the brink: lifetime value {ltv:money}, below zero with a chance of {chance:share}',
    'Ở ranh giới: giá trị vòng đời {ltv:money}, khả năng âm {chance:share}',
  ),
  class_below_zero: text(
    'Costs more than it brings: lifetime value {ltv:money}',
    'Chi phí cao hơn giá trị mang lại: giá trị vòng đời {ltv:money}',
  ),
  class_low_maintenance: text(
    'Little to gain or lose: lifetime value {ltv:money}; {next:money} to the next class',
    'Ít rủi ro, ít tiềm năng: giá trị vòng đời {ltv:money}; còn {next:money} đến nhóm kế tiếp',
  ),
  tag_structural: text('No known lever brings it above zero', 'Chưa có cách nào đưa lên trên 0'),
  tag_fixable: text('Price or service can bring it above zero', 'Giá hoặc dịch vụ có thể đưa lên trên 0'),
  tag_super_growth: text('Has potential to grow besides', 'Còn tiềm năng tăng trưởng'),
  tag_at_risk: text(
    'May have left: alive with a chance of {chance:share}',
    'Có thể đã rời bỏ: khả năng còn mua {chance:share}',
  ),
  tag_rising: text('Brings at least 20% more than a year ago', 'Mang lại hơn năm trước ít nhất 20%'),
  tag_falling: text('Brings at least 20% less than a year ago', 'Mang lại kém năm trước ít nhất 20%'),
  tag_new: text('Has bought only once', 'Mới mua một lần'),
};

export function describeValueReason({ code, params }: Reason, locale: Locale): string {
  const words = reasonWords[code];
  if (words === undefined) return code;
  return words[locale].replace(/\{(\w+):(\w+)\}/g, (_match, name: string, form: string) =>
    rendered(params[name] ?? 0, form, { locale, currency: String(params.currency ?? 'USD') }),
  );
}

function rendered(
  value: string | number,
  form: string,
  { locale, currency }: { locale: Locale; currency: string },
): string {
  if (typeof value === 'string') return value;
  const language = locale === 'vi' ? 'vi-VN' : 'en-US';
  if (form === 'share') return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(value);
  if (form === 'money') return formatMoney(value, currency, language);
  return numberFormat(language, { maximumFractionDigits: form === 'number' ? 1 : 0 }).format(value);
}

/** Whole major units: cents would claim a precision that an expectation does not have. */
function formatMoney(amountMinor: number, currency: string, language: string): string {
  const amount = amountMinor / minorPerMajor(currency);
  if (!/^[A-Z]{3}$/.test(currency))
    return `${numberFormat(language, { maximumFractionDigits: 0 }).format(amount)} ${currency}`;
  return numberFormat(language, { style: 'currency', currency, maximumFractionDigits: 0 }).format(amount);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Kept, as making one takes far longer than using it; there is one a language and currency. */
function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language}/${options.style}/${options.currency}/${options.maximumFractionDigits}`;
  const kept = formats.get(key);
  if (kept !== undefined) return kept;
  const made = new Intl.NumberFormat(language, options);
  formats.set(key, made);
  return made;
}
