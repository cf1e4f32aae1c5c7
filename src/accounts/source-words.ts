// How people call what is copied from the CRM, in both languages.

export type Locale = 'en' | 'vi';
export type Text = Record<Locale, string>;

const sources: Record<string, Text> = {
  owners: { en: 'Owners', vi: 'Người phụ trách' },
  properties: { en: 'Quorum’s properties', vi: 'Thuộc tính của Quorum' },
  companies: { en: 'Companies', vi: 'Công ty' },
  contacts: { en: 'Contacts', vi: 'Liên hệ' },
  deals: { en: 'Deals', vi: 'Giao dịch' },
  line_items: { en: 'Line items', vi: 'Mặt hàng' },
  tickets: { en: 'Tickets', vi: 'Phiếu hỗ trợ' },
  meetings: { en: 'Meetings', vi: 'Cuộc họp' },
  calls: { en: 'Calls', vi: 'Cuộc gọi' },
  emails: { en: 'E-mails', vi: 'Thư điện tử' },
};

/** A step of the copy: a kind of record, or `from>to` for what associates two kinds. A name that is not known stays as it is. */
export function describeSource(source: string, locale: Locale): string {
  return source
    .split('>')
    .map((part) => sources[part]?.[locale] ?? part)
    .join(' → ');
}
