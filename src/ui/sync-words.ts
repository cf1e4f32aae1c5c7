// Texts about the copy of a portal and its comparisons, in both languages.
import type { Locale } from './words.ts';

interface SyncWords {
  heading: string;
  source: string;
  state: string;
  copied: string;
  remaining: (minutes: string) => string;
  soon: string;
  comparisons: string;
  explain: string;
  missed: (count: number, figure: string) => string;
  noneMissed: string;
  never: string;
  ask: string;
  asked: string;
  notAsked: string;
  began: string;
  kind: string;
  depths: Record<'recent' | 'full', string>;
  found: string;
  isRunning: string;
  nothing: string;
  parts: Record<'records' | 'gone' | 'associations' | 'owners' | 'fresh', string>;
}

const english: SyncWords = {
  heading: 'Copy of the portal',
  source: 'Source',
  state: 'State',
  copied: 'Copied',
  remaining: (minutes) => `About ${minutes} min left`,
  soon: 'Less than a minute left',
  comparisons: 'Comparison with HubSpot',
  explain:
    'Every hour recent changes, and every night everything, is compared with HubSpot, in case a webhook was lost.',
  missed: (count, figure) =>
    `${figure} ${count === 1 ? 'change was' : 'changes were'} missed by webhooks and repaired.`,
  noneMissed: 'No change was missed by webhooks.',
  never: 'No comparison was made yet.',
  ask: 'Compare now',
  asked: 'The comparison begins in a moment.',
  notAsked: 'The service did not take the wish. Try again.',
  began: 'Began',
  kind: 'Compared',
  depths: { recent: 'recent changes', full: 'everything' },
  found: 'Missed by webhooks',
  isRunning: 'not finished',
  nothing: 'nothing',
  parts: {
    records: 'new or changed records',
    gone: 'records gone',
    associations: 'associations',
    owners: 'owners',
    fresh: 'too recent to tell',
  },
};

const vietnamese: SyncWords = {
  heading: 'Bản sao của cổng',
  source: 'Nguồn',
  state: 'Trạng thái',
  copied: 'Đã sao chép',
  remaining: (minutes) => `Còn khoảng ${minutes} phút`,
  soon: 'Còn chưa đến một phút',
  comparisons: 'Đối chiếu với HubSpot',
  explain:
    'Mỗi giờ các thay đổi gần đây, và mỗi đêm toàn bộ dữ liệu, được đối chiếu với HubSpot, phòng khi webhook bị mất.',
  missed: (_count, figure) => `${figure} thay đổi bị webhook bỏ sót và đã được sửa.`,
  noneMissed: 'Webhook không bỏ sót thay đổi nào.',
  never: 'Chưa có lần đối chiếu nào.',
  ask: 'Đối chiếu ngay',
  asked: 'Việc đối chiếu sẽ bắt đầu ngay.',
  notAsked: 'Dịch vụ chưa nhận yêu cầu. Hãy thử lại.',
  began: 'Bắt đầu',
  kind: 'Đối chiếu',
  depths: { recent: 'thay đổi gần đây', full: 'toàn bộ' },
  found: 'Webhook bỏ sót',
  isRunning: 'chưa xong',
  nothing: 'không có gì',
  parts: {
    records: 'bản ghi mới hoặc thay đổi',
    gone: 'bản ghi không còn',
    associations: 'liên kết',
    owners: 'người phụ trách',
    fresh: 'quá mới để kết luận',
  },
};

export const syncWords: Record<Locale, SyncWords> = { en: english, vi: vietnamese };
