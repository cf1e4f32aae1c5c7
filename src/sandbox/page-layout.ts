// How the sandbox's pages look, and their words in English and Vietnamese.
import type { Look } from './pages.ts';

const english = {
  companies: 'Companies',
  contacts: 'Contacts',
  deals: 'Deals',
  tickets: 'Tickets',
  tasks: 'Tasks',
  faults: 'Faults',
  notFound: 'There is no such record.',
  refused: 'Refused',
  back: 'Back',
  search: 'Search',
  sandbox: 'Sandbox portal',
  sample:
    'Northwind is a published sample (© Microsoft Corporation, MIT licence); people and activities marked “made up” are invented.',
  imported: 'Imported from a HubSpot export.',
  madeUp: 'made up',
  properties: 'Properties',
  written: 'Written by Quorum',
  nothingWritten: 'Nothing yet.',
  change: 'Change a property',
  property: 'Property',
  value: 'Value',
  save: 'Save',
  addContact: 'Add a contact',
  addDeal: 'Add a deal',
  closeWon: 'Close as won',
  closeLost: 'Close as lost',
  merge: 'Merge another one into this',
  otherId: 'Id of the other record',
  remove: 'Delete',
  restore: 'Restore',
  erase: 'Delete for privacy, for good',
  related: 'Associated records',
  name: 'Name',
  amount: 'Amount',
  givenName: 'Given name',
  familyName: 'Family name',
  title: 'Title',
  email: 'E-mail',
  deliveries: 'Last deliveries',
  webhooksWaiting: 'events waiting to be sent',
  faultsHelp: 'What the sandbox does wrong on request: shares from 0 to 1.',
  language: 'Tiếng Việt',
};
export type PageWords = Record<keyof typeof english, string> & Record<string, string>;

const vietnameseWords: typeof english = {
  companies: 'Công ty',
  contacts: 'Liên hệ',
  deals: 'Giao dịch',
  tickets: 'Yêu cầu',
  tasks: 'Công việc',
  faults: 'Gây lỗi',
  notFound: 'Không có bản ghi này.',
  refused: 'Bị từ chối',
  back: 'Quay lại',
  search: 'Tìm',
  sandbox: 'Cổng thử nghiệm',
  sample:
    'Northwind là dữ liệu mẫu đã công bố (© Microsoft Corporation, giấy phép MIT); người và hoạt động ghi “dữ liệu giả” là bịa ra.',
  imported: 'Nhập từ tệp xuất của HubSpot.',
  madeUp: 'dữ liệu giả',
  properties: 'Thuộc tính',
  written: 'Quorum đã ghi',
  nothingWritten: 'Chưa có gì.',
  change: 'Sửa một thuộc tính',
  property: 'Thuộc tính',
  value: 'Giá trị',
  save: 'Lưu',
  addContact: 'Thêm liên hệ',
  addDeal: 'Thêm giao dịch',
  closeWon: 'Đóng, thắng',
  closeLost: 'Đóng, thua',
  merge: 'Gộp bản ghi khác vào đây',
  otherId: 'Mã của bản ghi kia',
  remove: 'Xóa',
  restore: 'Khôi phục',
  erase: 'Xóa vĩnh viễn vì quyền riêng tư',
  related: 'Bản ghi liên kết',
  name: 'Tên',
  amount: 'Giá trị',
  givenName: 'Tên',
  familyName: 'Họ',
  title: 'Chức danh',
  email: 'Email',
  deliveries: 'Lần gửi gần đây',
  webhooksWaiting: 'sự kiện đang chờ gửi',
  faultsHelp: 'Những lỗi cổng thử nghiệm gây ra khi được yêu cầu: tỷ lệ từ 0 đến 1.',
  language: 'English',
};

export const pageWords: Record<'en' | 'vi', PageWords> = { en: english, vi: vietnameseWords };

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
:root{font:14px/20px Inter,'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;color:#1A2633;background:#F5F7F9}
body{margin:0}a{color:#0B698A}header{background:#fff;border-bottom:1px solid #E3E8EE;padding:12px 20px;display:flex;gap:16px;align-items:center;flex-wrap:wrap}
header strong{font-weight:600}nav{display:flex;gap:4px;flex-wrap:wrap}nav a{padding:6px 10px;border-radius:6px;text-decoration:none;color:#435364}
nav a[aria-current]{background:#E2F1F6;color:#08526D}main{max-width:1080px;margin:0 auto;padding:20px}h1{font-size:20px;line-height:26px;margin:0 0 12px}
h2{font-size:14px;margin:0 0 8px}.note{color:#435364;font-size:12px;background:#FCF0DA;border-radius:6px;padding:6px 10px}
section{background:#fff;border:1px solid #E3E8EE;border-radius:8px;padding:16px;margin:0 0 16px}.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:6px 8px;border-top:1px solid #E3E8EE;vertical-align:top;overflow-wrap:anywhere}th{color:#435364;font-weight:500}
.tag{background:#ECF0F4;border-radius:4px;padding:1px 6px;font-size:12px;color:#435364}form{display:flex;gap:8px;flex-wrap:wrap;align-items:end;margin:0 0 12px}
label{display:grid;gap:2px;font-size:12px;color:#435364}input,select{font:inherit;padding:7px 9px;border:1px solid #C7D1DC;border-radius:6px;min-width:0}
button{font:inherit;font-weight:500;padding:7px 12px;border-radius:6px;border:1px solid #C7D1DC;background:#fff;cursor:pointer}button.primary{background:#0B698A;border-color:#0B698A;color:#fff}
:focus-visible{outline:2px solid #0B698A;outline-offset:1px}@media(max-width:600px){main{padding:12px}input,select,button{min-height:44px}}`;

export interface PageOptions extends Look {
  title: string;
  /** Safe HTML. */
  body: string;
}

export function page({ portal, portals, type, types, locale, words, title, body }: PageOptions): string {
  const root = `/portal/${portal.portalId}`;
  const links = [...types, 'faults']
    .map(
      (name) =>
        `<a href="${root}/${name}"${name === type.name && title !== words.faults ? ' aria-current="page"' : ''}>${escapeHtml(words[name] ?? name)}</a>`,
    )
    .join('');
  const others =
    portals.length < 2
      ? ''
      : portals
          .filter((other) => other.portalId !== portal.portalId)
          .map((other) => `<a href="/portal/${other.portalId}/companies">${escapeHtml(other.name)}</a>`)
          .join(' ');
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} · ${escapeHtml(words.sandbox)}</title><style>${style}</style></head><body><header><strong>${escapeHtml(portal.name)}</strong><span class="tag">${escapeHtml(words.sandbox)}</span><nav>${links}</nav>${others}<a href="?lang=${locale === 'en' ? 'vi' : 'en'}" lang="${locale === 'en' ? 'vi' : 'en'}">${escapeHtml(words.language)}</a></header><main><p class="note">${escapeHtml(portal.sample ? words.sample : words.imported)}</p><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}
