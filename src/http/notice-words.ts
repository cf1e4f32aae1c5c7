// The texts of the pages at the door, in both languages.

interface NoticeWords {
  title: string;
  text: string[];
  button: string;
}

export type NoticeCode =
  | 'sign_in'
  | 'sign_in_by_link'
  | 'no_account'
  | 'portal_deleted'
  | 'entry_wrong'
  | 'entry_expired'
  | 'entry_used'
  | 'entry_disconnected'
  | 'attempt_ended'
  | 'not_allowed'
  | 'code_refused'
  | 'crm_away';

const fromHubspot = {
  en: 'Go back to HubSpot and open Quorum from the card again: each link is good for one use within five minutes.',
  vi: 'Quay lại HubSpot và mở Quorum từ thẻ lần nữa: mỗi liên kết chỉ dùng được một lần trong năm phút.',
};

export const notices: Record<NoticeCode, Record<'en' | 'vi', NoticeWords>> = {
  sign_in: {
    en: {
      title: 'Sign in to Quorum',
      text: [
        'Administrators sign in through HubSpot. HubSpot asks for a Super Admin, or for a user with App Marketplace Access, and shows what Quorum reads and writes.',
        'Everybody else opens Quorum from its card on a company, contact or deal in HubSpot.',
      ],
      button: 'Sign in with HubSpot',
    },
    vi: {
      title: 'Đăng nhập Quorum',
      text: [
        'Quản trị viên đăng nhập qua HubSpot. HubSpot cần quyền Super Admin hoặc App Marketplace Access, và cho biết Quorum đọc và ghi những gì.',
        'Những người khác mở Quorum từ thẻ trên công ty, liên hệ hoặc giao dịch trong HubSpot.',
      ],
      button: 'Đăng nhập bằng HubSpot',
    },
  },
  sign_in_by_link: {
    en: {
      title: 'Sign in to Quorum',
      text: [
        'Open Quorum from its card on a company, contact or deal in HubSpot.',
        'Whoever operates this service gets an administrator in with the command: npm run quorum -- sign-in',
      ],
      button: '',
    },
    vi: {
      title: 'Đăng nhập Quorum',
      text: [
        'Hãy mở Quorum từ thẻ trên công ty, liên hệ hoặc giao dịch trong HubSpot.',
        'Người vận hành dịch vụ đưa quản trị viên vào bằng lệnh: npm run quorum -- sign-in',
      ],
      button: '',
    },
  },
  no_account: {
    en: {
      title: 'There is nothing to sign in to',
      text: ['This is the sandbox portal on your own machine.'],
      button: 'Open Quorum',
    },
    vi: { title: 'Không cần đăng nhập', text: ['Đây là cổng thử trên chính máy này.'], button: 'Mở Quorum' },
  },
  portal_deleted: {
    en: {
      title: 'The portal is disconnected and deleted',
      text: ['Everything that Quorum kept of it is deleted, the sessions and keys among it.'],
      button: 'Connect a portal',
    },
    vi: {
      title: 'Cổng đã ngắt kết nối và bị xóa',
      text: ['Mọi dữ liệu Quorum giữ về cổng đã bị xóa, kể cả phiên và khóa.'],
      button: 'Kết nối một cổng',
    },
  },
  entry_wrong: {
    en: {
      title: 'This link does not open Quorum',
      text: ['It was changed on its way, or belongs to another service.', fromHubspot.en],
      button: '',
    },
    vi: {
      title: 'Liên kết này không mở được Quorum',
      text: ['Liên kết đã bị thay đổi, hoặc thuộc về dịch vụ khác.', fromHubspot.vi],
      button: '',
    },
  },
  entry_expired: {
    en: { title: 'This link has expired', text: [fromHubspot.en], button: '' },
    vi: { title: 'Liên kết này đã hết hạn', text: [fromHubspot.vi], button: '' },
  },
  entry_used: {
    en: { title: 'This link was used before', text: [fromHubspot.en], button: '' },
    vi: { title: 'Liên kết này đã được dùng', text: [fromHubspot.vi], button: '' },
  },
  entry_disconnected: {
    en: {
      title: 'This portal is not connected',
      text: ['Quorum was disconnected from it or uninstalled. An administrator of HubSpot has to connect it again.'],
      button: 'Sign in as administrator',
    },
    vi: {
      title: 'Cổng này chưa được kết nối',
      text: ['Quorum đã bị ngắt kết nối hoặc gỡ cài đặt. Quản trị viên HubSpot cần kết nối lại.'],
      button: 'Đăng nhập với quyền quản trị',
    },
  },
  attempt_ended: {
    en: {
      title: 'This sign-in cannot be finished',
      text: [
        'It was begun in another browser, took longer than ten minutes, or was finished before. Nothing was changed.',
      ],
      button: 'Begin again',
    },
    vi: {
      title: 'Không thể hoàn tất lần đăng nhập này',
      text: ['Nó được bắt đầu ở trình duyệt khác, kéo dài quá mười phút, hoặc đã hoàn tất. Không có gì bị thay đổi.'],
      button: 'Bắt đầu lại',
    },
  },
  not_allowed: {
    en: {
      title: 'HubSpot did not let Quorum in',
      text: [
        'The consent was declined, or this user may not install apps. Nothing was changed.',
        'HubSpot wants a Super Admin or a user with App Marketplace Access.',
      ],
      button: 'Begin again',
    },
    vi: {
      title: 'HubSpot không cho Quorum vào',
      text: [
        'Yêu cầu đã bị từ chối, hoặc người dùng này không được cài ứng dụng. Không có gì bị thay đổi.',
        'HubSpot cần quyền Super Admin hoặc App Marketplace Access.',
      ],
      button: 'Bắt đầu lại',
    },
  },
  code_refused: {
    en: {
      title: 'HubSpot refused the sign-in',
      text: [
        'The code that it handed out was not taken: it may have been used before, or the app’s id or secret here is wrong. Nothing was changed.',
      ],
      button: 'Begin again',
    },
    vi: {
      title: 'HubSpot từ chối lần đăng nhập',
      text: [
        'Mã được cấp không dùng được: có thể đã dùng trước đó, hoặc mã ứng dụng hay khóa bí mật ở đây không đúng. Không có gì bị thay đổi.',
      ],
      button: 'Bắt đầu lại',
    },
  },
  crm_away: {
    en: {
      title: 'HubSpot cannot be asked just now',
      text: ['Nothing was changed. Try again in a few minutes.'],
      button: 'Try again',
    },
    vi: {
      title: 'Hiện chưa hỏi được HubSpot',
      text: ['Không có gì bị thay đổi. Hãy thử lại sau vài phút.'],
      button: 'Thử lại',
    },
  },
};
