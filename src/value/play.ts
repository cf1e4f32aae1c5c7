// What to do with an account now, by class and by stage; portals may replace the words.
import type { LifecycleStage, ValueClass } from './model.ts';
import type { Locale } from './words.ts';

const playTopics = ['advertising', 'selling', 'price', 'promotion', 'product', 'customer_service'] as const;
type PlayTopic = (typeof playTopics)[number];

type Text = Record<Locale, string>;

export interface Play {
  /** `class/stage`, what is written to the CRM. */
  code: string;
  /** Null for prospects, who have no class. */
  byClass: Text | null;
  byStage: Record<PlayTopic, Text>;
}

/** Every class and stage has a play. */
export function playFor(valueClass: ValueClass | null, stage: LifecycleStage): Play {
  const byStage = stagePlays[stage];
  return {
    code: `${valueClass ?? 'none'}/${stage}`,
    byClass: valueClass === null ? null : classPlays[valueClass],
    byStage,
  };
}

/** One line for a CRM property or a task: what the class asks for, then what the stage does. */
export function describePlay({ byClass, byStage }: Play, locale: Locale): string {
  const stage = playTopics.map((topic) => `${topicWords[topic][locale]}: ${byStage[topic][locale]}`).join('; ');
  return byClass === null ? stage : `${byClass[locale]} ${stage}`;
}

const text = (en: string, vi: string): Text => ({ en, vi });

const topicWords: Record<PlayTopic, Text> = {
  advertising: text('Advertising', 'Quảng cáo'),
  selling: text('Selling', 'Bán hàng'),
  price: text('Price', 'Giá'),
  promotion: text('Promotion', 'Khuyến mãi'),
  product: text('Product', 'Sản phẩm'),
  customer_service: text('Service', 'Dịch vụ'),
};

const classPlays: Record<ValueClass, Text> = {
  mvc: text(
    'Keep: named owner, personal recognition, renewal and sponsor well ahead.',
    'Giữ: có người phụ trách riêng, ghi nhận riêng, lo gia hạn và lãnh đạo bảo trợ từ sớm.',
  ),
  mgc: text(
    'Grow: cross-sell, keep longer, make serving cheaper, up to what the growth is worth.',
    'Phát triển: bán chéo, giữ lâu hơn, giảm chi phí phục vụ, trong mức giá trị tăng thêm.',
  ),
  migrator: text(
    'Test cheaply and ask for feedback, so that the account grows or shows that it pays.',
    'Thử với chi phí thấp và hỏi ý kiến, để khách tăng trưởng hoặc chứng tỏ có lãi.',
  ),
  below_zero: text(
    'Reprice, charge for service, bring to break-even, or let go to somebody else.',
    'Định giá lại, tính phí dịch vụ, đưa về hòa vốn, hoặc để bên khác phục vụ.',
  ),
  low_maintenance: text(
    'Serve without effort: self-service, standard terms.',
    'Phục vụ nhẹ nhàng: tự phục vụ, điều khoản chuẩn.',
  ),
};

const presentation = text('sales presentation', 'trình bày bán hàng');
const problemSolving = text('problem solving', 'giải quyết vấn đề');
const addOn = text('add-on sales', 'bán thêm');
const reinforcement = text('reinforcement', 'củng cố');

const stagePlays: Record<LifecycleStage, Record<PlayTopic, Text>> = {
  prospect: {
    advertising: text('awareness', 'tạo nhận biết'),
    selling: text('phone call', 'gọi điện'),
    price: text('low', 'thấp'),
    promotion: text('trial', 'dùng thử'),
    product: text('basic', 'cơ bản'),
    customer_service: text('limited', 'giới hạn'),
  },
  first_time_buyer: {
    advertising: reinforcement,
    selling: presentation,
    price: text('medium', 'trung bình'),
    promotion: text('like a trial', 'như dùng thử'),
    product: text('supplements', 'bổ sung'),
    customer_service: problemSolving,
  },
  early_repeat_buyer: {
    advertising: reinforcement,
    selling: presentation,
    price: text('rising', 'tăng dần'),
    promotion: text('limited', 'giới hạn'),
    product: addOn,
    customer_service: problemSolving,
  },
  core_customer: {
    advertising: text('personalised', 'cá nhân hóa'),
    selling: presentation,
    price: text('higher', 'cao hơn'),
    promotion: text('reward', 'tưởng thưởng'),
    product: addOn,
    customer_service: text('personal service', 'phục vụ riêng'),
  },
  defector: {
    advertising: text('apology', 'xin lỗi'),
    selling: presentation,
    price: text('high', 'cao'),
    promotion: text('apology', 'xin lỗi'),
    product: addOn,
    customer_service: problemSolving,
  },
};
