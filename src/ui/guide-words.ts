// The guide for a first look: what the pages show, how to try the loop, what the marks mean. English and Vietnamese.
import type { ValueClass } from '../value/model.ts';
import type { Locale } from './words.ts';

interface Guide {
  intro: string;
  tryIt: string;
  steps: string[];
  ownTitle: string;
  own: string;
  classes: string;
  classMeaning: Record<ValueClass, string>;
  states: string;
  stateMeaning: Record<'stated' | 'observed' | 'inferred' | 'assumed', string>;
  coverage: string;
  writes: string;
  writesTitle: string;
}

export const guide: Record<Locale, Guide> = {
  en: {
    intro:
      'Quorum shows, for every account, who takes part in a decision, how close you are to them, and what the account is worth. It reads your portal, follows every change, and writes what it finds back as properties.',
    tryIt: 'Try the loop',
    steps: [
      'The list shows every account with its class, lifetime value, stage and the roles that are covered or missing. Each filter has an address that can be shared.',
      'Open an account: the map shows who decides, how each role is known and how close we are. Folded people open with a click; the same stands as a table under People.',
      'Open the same account in the sandbox portal and close an open deal as won.',
      'Watch the account page: within 5 seconds the value changes by itself.',
      'Under “Written to HubSpot” stands what was written, when and why. No further write follows.',
    ],
    ownTitle: 'Your own accounts',
    own: 'Export companies, contacts and deals from HubSpot as CSV into one folder and run: npm run quorum -- import FOLDER. They appear as a portal of their own at the top of the page; nothing leaves this machine.',
    classes: 'What the classes mean',
    classMeaning: {
      mvc: 'Brings most of the value. Keep: a named owner, personal recognition.',
      mgc: 'Could be worth much more. Grow: cross-selling, better offers.',
      migrator: 'On the brink of not paying, growth hard to foresee. Test cheaply, ask for feedback.',
      low_maintenance: 'Pays safely and has little to gain. Serve without effort.',
      below_zero: 'Costs more than it brings. Reprice, charge for service, or let go.',
    },
    states: 'How a role is known',
    stateMeaning: {
      stated: 'somebody said so, in HubSpot',
      observed: 'meetings and open deals show it',
      inferred: 'the job title makes it likely, with a probability',
      assumed: 'the role must exist; nobody is known for it yet',
    },
    coverage:
      'Coverage counts the roles that a decision needs: full, half (weak) or hollow (missing). Red: no key player is close. Amber: some are, none decides or pays. Green: one who decides or pays is close.',
    writesTitle: 'What Quorum writes',
    writes:
      'Only properties whose names begin with quorum_, only when they differ from what was last written, each with its reason. What a person set by hand elsewhere is read and never overwritten.',
  },
  vi: {
    intro:
      'Với mỗi tài khoản, Quorum cho biết ai tham gia quyết định, mức độ thân với từng người và giá trị của tài khoản. Quorum đọc cổng HubSpot, theo dõi mọi thay đổi và ghi kết quả trở lại thành thuộc tính.',
    tryIt: 'Thử cả vòng',
    steps: [
      'Danh sách cho thấy nhóm, giá trị vòng đời, giai đoạn và các vai trò đã đủ hoặc còn thiếu của mọi tài khoản. Mỗi bộ lọc có một địa chỉ để chia sẻ.',
      'Mở một tài khoản: sơ đồ cho biết ai quyết định, vai trò được biết bằng cách nào và độ thân. Bấm để mở nhóm đã gập; mục Người là cùng nội dung ở dạng bảng.',
      'Mở tài khoản đó trong cổng thử và đóng một giao dịch đang mở là thắng.',
      'Xem trang tài khoản: trong 5 giây giá trị tự thay đổi.',
      'Mục “Đã ghi vào HubSpot” cho biết đã ghi gì, khi nào và vì sao. Sau đó không ghi thêm.',
    ],
    ownTitle: 'Tài khoản của chính mình',
    own: 'Xuất công ty, liên hệ và giao dịch từ HubSpot ra CSV vào một thư mục rồi chạy: npm run quorum -- import THƯ_MỤC. Dữ liệu hiện thành một cổng riêng ở đầu trang; không có gì rời khỏi máy này.',
    classes: 'Ý nghĩa các nhóm',
    classMeaning: {
      mvc: 'Mang lại phần lớn giá trị. Giữ: người phụ trách riêng, ghi nhận cá nhân.',
      mgc: 'Có thể đáng giá hơn nhiều. Phát triển: bán chéo, đề nghị tốt hơn.',
      migrator: 'Sắp không còn sinh lời, khó đoán tăng trưởng. Thử với chi phí thấp, hỏi ý kiến.',
      low_maintenance: 'Trả tiền đều, ít tiềm năng. Phục vụ gọn nhẹ.',
      below_zero: 'Tốn nhiều hơn mang lại. Định giá lại, thu phí dịch vụ hoặc buông.',
    },
    states: 'Vai trò được biết bằng cách nào',
    stateMeaning: {
      stated: 'có người đã nêu trong HubSpot',
      observed: 'cuộc gặp và giao dịch đang mở cho thấy',
      inferred: 'chức danh cho thấy có khả năng, kèm xác suất',
      assumed: 'vai trò chắc phải có, nhưng chưa biết là ai',
    },
    coverage:
      'Độ phủ đếm các vai trò mà một quyết định cần: đầy, nửa (yếu) hoặc rỗng (thiếu). Đỏ: chưa thân với người chủ chốt nào. Vàng: có, nhưng không ai quyết định hay duyệt chi. Xanh: thân với người quyết định hoặc duyệt chi.',
    writesTitle: 'Quorum ghi những gì',
    writes:
      'Chỉ những thuộc tính có tên bắt đầu bằng quorum_, chỉ khi khác lần ghi trước, kèm lý do. Những gì con người tự điền ở nơi khác chỉ được đọc, không bao giờ bị ghi đè.',
  },
};
