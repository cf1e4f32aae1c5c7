// What went wrong, in the reader's language: what happened, what was kept, what to do.
import { describeSource, type Locale, type Text } from './source-words.ts';

/** As it is kept: a code and what fills its sentences; ids, counts and names of properties, nothing of people. */
export interface FaultReason {
  code: FaultCode;
  params: Record<string, string | number>;
}

type FaultTexts = Record<'what' | 'kept' | 'mend', Text>;

const text = (en: string, vi: string): Text => ({ en, vi });

const triedSoon = text(
  'It is tried again within a minute. If this stays, look at the database and at HubSpot on the operations page.',
  'Quorum sẽ thử lại trong vòng một phút. Nếu vẫn còn, hãy xem cơ sở dữ liệu và HubSpot ở trang vận hành.',
);
const grantScope = text(
  'Grant the scope that this source needs and connect the portal again.',
  'Cấp quyền mà nguồn này cần rồi kết nối lại cổng.',
);

const stays = text(
  'Maps, values and what was written stay as they are.',
  'Sơ đồ, giá trị và những gì đã ghi vẫn giữ nguyên.',
);

/** `{name}` is filled from the params; `{source}` is said in words. */
const texts = {
  /** Kept in words by an earlier release. */
  told: { what: text('{what}', '{what}'), kept: text('{kept}', '{kept}'), mend: text('{mend}', '{mend}') },
  source_refused: {
    what: text(
      'HubSpot refused to give {source} ({status} {category}).',
      'HubSpot từ chối cung cấp {source} ({status} {category}).',
    ),
    kept: text(
      'Everything else is copied; maps and values are made without this source.',
      'Mọi thứ khác đã được sao chép; sơ đồ và giá trị được lập mà không có nguồn này.',
    ),
    mend: grantScope,
  },
  sync_refused: {
    what: text(
      'HubSpot refused to give {source} ({status} {category}).',
      'HubSpot từ chối cung cấp {source} ({status} {category}).',
    ),
    kept: text(
      'The last copy of these records stays in use; everything else was brought up to date.',
      'Bản sao gần nhất của các bản ghi này vẫn được dùng; mọi thứ khác đã được cập nhật.',
    ),
    mend: grantScope,
  },
  batch_put_aside: {
    what: text(
      'A webhook batch could not be applied ({error}) and was put aside.',
      'Một lô webhook không áp dụng được ({error}) và đã được để riêng.',
    ),
    kept: text(
      'The batch is kept as it came; all that came after it is applied.',
      'Lô này được giữ nguyên; mọi thứ đến sau đã được áp dụng.',
    ),
    mend: text(
      'The next change of the same records brings them up to date. Report the batch id, so that the cause is mended.',
      'Thay đổi kế tiếp của các bản ghi đó sẽ cập nhật chúng. Hãy báo mã lô để sửa nguyên nhân.',
    ),
  },
  not_provisioned: {
    what: text(
      'These properties and labels could not be made in HubSpot: {names}.',
      'Không tạo được các thuộc tính và nhãn này trong HubSpot: {names}.',
    ),
    kept: text(
      'Maps and values are made and shown here; only these properties and labels are not written.',
      'Sơ đồ và giá trị vẫn được lập và hiển thị tại đây; chỉ các thuộc tính và nhãn này không được ghi.',
    ),
    mend: text(
      'Grant the schema scopes, or make room for custom properties, and connect the portal again.',
      'Cấp quyền về cấu trúc dữ liệu, hoặc dành chỗ cho thuộc tính tùy chỉnh, rồi kết nối lại cổng.',
    ),
  },
  task_refused: {
    what: text(
      'HubSpot did not take the task for account {accountId} ({failure}).',
      'HubSpot không nhận công việc cho tài khoản {accountId} ({failure}).',
    ),
    kept: text(
      'The account stands in its new class, here and in HubSpot.',
      'Tài khoản đã ở nhóm mới, tại đây và trong HubSpot.',
    ),
    mend: text(
      'Grant the scope for tasks; look at the accounts in class migrator in the meantime.',
      'Cấp quyền cho công việc; trong lúc đó hãy xem các tài khoản thuộc nhóm cần dịch chuyển.',
    ),
  },
  rows_not_written: {
    what: text(
      '{count} records did not take Quorum’s properties, the first being {object} ({failure}).',
      '{count} bản ghi không nhận thuộc tính của Quorum, đầu tiên là {object} ({failure}).',
    ),
    kept: text(
      'All other records were written; the maps and values shown here are complete.',
      'Mọi bản ghi khác đã được ghi; sơ đồ và giá trị hiển thị tại đây là đầy đủ.',
    ),
    mend: text(
      'Look at the reasons on the page Writes. What HubSpot refused is tried again when its value changes, or when an admin asks for it there.',
      'Xem lý do ở trang ghi dữ liệu. Phần bị từ chối sẽ được thử lại khi giá trị thay đổi, hoặc khi quản trị viên yêu cầu tại đó.',
    ),
  },
  disconnected: {
    what: text(
      'HubSpot no longer lets Quorum in: the access was taken back or the app was uninstalled.',
      'HubSpot không còn cho Quorum truy cập: quyền đã bị thu hồi hoặc ứng dụng đã bị gỡ.',
    ),
    kept: text(
      'All maps, values and what was written stay as they are; nothing is asked of HubSpot any more.',
      'Mọi sơ đồ, giá trị và những gì đã ghi vẫn giữ nguyên; Quorum không hỏi HubSpot nữa.',
    ),
    mend: text(
      'Connect the portal again. Quorum then copies what changed in the meantime.',
      'Hãy kết nối lại cổng. Khi đó Quorum sẽ sao chép những gì đã thay đổi.',
    ),
  },
  access_sealed: {
    what: text(
      'The access kept of this portal does not open with the keys in TOKEN_KEYS ({reason}).',
      'Quyền truy cập đã lưu của cổng này không mở được bằng các khóa trong TOKEN_KEYS ({reason}).',
    ),
    kept: stays,
    mend: text(
      'Put the key that is missing back into TOKEN_KEYS and start again, or connect the portal again on the settings page.',
      'Đặt lại khóa còn thiếu vào TOKEN_KEYS rồi khởi động lại, hoặc kết nối lại cổng ở trang cài đặt.',
    ),
  },
  not_connected: {
    what: text('The portal could not be connected ({reason}).', 'Không kết nối được cổng ({reason}).'),
    kept: stays,
    mend: text(
      'Connect the portal again on the settings page; if it lasts, look at the log.',
      'Hãy kết nối lại cổng ở trang cài đặt; nếu vẫn còn lỗi, xem nhật ký.',
    ),
  },
  unavailable: {
    what: text('HubSpot cannot be asked just now.', 'Hiện không hỏi được HubSpot.'),
    kept: text(
      'Every webhook is kept; the work goes on by itself.',
      'Mọi webhook đều được giữ; công việc sẽ tự tiếp tục.',
    ),
    mend: text('Nothing to do: it is tried again in {seconds} s.', 'Không cần làm gì: sẽ thử lại sau {seconds} giây.'),
  },
  write_run_failed: {
    what: text(
      'A preview, a release or an undo stopped. ({error})',
      'Một lần xem trước, ghi hoặc hoàn tác đã dừng. ({error})',
    ),
    kept: text('What it has done so far is kept, row by row.', 'Những gì đã làm vẫn được giữ, từng dòng một.'),
    mend: triedSoon,
  },
  changes_missed: {
    what: text(
      'Changes in HubSpot that webhooks missed: {count}.',
      'Số thay đổi trong HubSpot mà webhook đã bỏ lỡ: {count}.',
    ),
    kept: text(
      'They were found by comparison and are repaired; maps and values follow.',
      'Chúng được tìm thấy khi đối chiếu và đã được sửa; sơ đồ và giá trị sẽ theo sau.',
    ),
    mend: text(
      'Nothing to do. If this comes every day, look at the webhook settings of the app.',
      'Không cần làm gì. Nếu ngày nào cũng có, hãy xem cài đặt webhook của ứng dụng.',
    ),
  },
  reconcile_failed: {
    what: text('The comparison with HubSpot stopped. ({error})', 'Lần đối chiếu với HubSpot đã dừng. ({error})'),
    kept: text(
      'What was repaired stays repaired, and webhooks are followed as before.',
      'Những gì đã sửa vẫn được giữ, và webhook vẫn được theo dõi như trước.',
    ),
    mend: text(
      'It is made anew within the hour. If this stays, look at the database and at HubSpot on the operations page.',
      'Sẽ được làm lại trong vòng một giờ. Nếu vẫn còn, hãy xem cơ sở dữ liệu và HubSpot ở trang vận hành.',
    ),
  },
  backfill_failed: {
    what: text('The first copy of the portal stopped. ({error})', 'Lần sao chép đầu của cổng đã dừng. ({error})'),
    kept: text(
      'What is copied stays, and the next run goes on from there.',
      'Phần đã sao chép vẫn còn, lần chạy sau sẽ tiếp tục từ đó.',
    ),
    mend: triedSoon,
  },
  drain_failed: {
    what: text(
      'The webhooks that came in could not be worked off. ({error})',
      'Không xử lý được các webhook đã nhận. ({error})',
    ),
    kept: text('Every batch is kept in the inbox.', 'Mọi lô đều được giữ trong hộp nhận.'),
    mend: triedSoon,
  },
  rebuild_failed: {
    what: text('An account could not be rebuilt. ({error})', 'Không lập lại được một tài khoản. ({error})'),
    kept: text(
      'Its last map and value stay in use, and the account stays marked.',
      'Sơ đồ và giá trị gần nhất vẫn được dùng, tài khoản vẫn được đánh dấu.',
    ),
    mend: text(
      'It is tried again within a minute. If this stays, report the account id.',
      'Quorum sẽ thử lại trong vòng một phút. Nếu vẫn còn, hãy báo mã tài khoản.',
    ),
  },
  revalue_failed: {
    what: text('The accounts could not be valued. ({error})', 'Không tính được giá trị các tài khoản. ({error})'),
    kept: text('The last values stay in use.', 'Các giá trị gần nhất vẫn được dùng.'),
    mend: text(
      'It is tried again with the next order and at night. If this stays, report the time of this entry.',
      'Quorum sẽ thử lại khi có đơn hàng mới và vào ban đêm. Nếu vẫn còn, hãy báo thời điểm của mục này.',
    ),
  },
  write_back_failed: {
    what: text(
      'Some properties could not be written into HubSpot. ({error})',
      'Một số thuộc tính không ghi được vào HubSpot. ({error})',
    ),
    kept: text(
      'The maps and values shown here are complete; the journal holds what was written.',
      'Sơ đồ và giá trị hiển thị tại đây là đầy đủ; nhật ký ghi giữ những gì đã ghi.',
    ),
    mend: text(
      'They are written with the next change of their account, at the latest with the nightly valuation.',
      'Chúng sẽ được ghi khi tài khoản thay đổi lần tới, muộn nhất là lần định giá ban đêm.',
    ),
  },
} satisfies Record<string, FaultTexts>;

export type FaultCode = keyof typeof texts;

export function describeFault({ code, params }: FaultReason, locale: Locale): Record<'what' | 'kept' | 'mend', string> {
  const say = (part: 'what' | 'kept' | 'mend') =>
    texts[code][part][locale].replace(/\{(\w+)\}/g, (_match, name: string) => {
      const value = params[name] ?? '';
      return name === 'source' ? describeSource(String(value), locale) : String(value);
    });
  return { what: say('what'), kept: say('kept'), mend: say('mend') };
}
