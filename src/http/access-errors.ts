// The words of refusals at the door and on the settings: what happened, what was kept, what to do.

const nothingChanged = { en: 'Nothing was changed.', vi: 'Không có gì bị thay đổi.' };

export const accessErrors = {
  not_signed_in: {
    en: {
      what: 'You are not signed in, or the session has ended.',
      kept: nothingChanged.en,
      mend: 'Sign in again, or open Quorum from HubSpot. Machines send a key as a bearer token.',
    },
    vi: {
      what: 'Chưa đăng nhập, hoặc phiên đã hết hạn.',
      kept: nothingChanged.vi,
      mend: 'Hãy đăng nhập lại, hoặc mở Quorum từ HubSpot. Máy gửi khóa dưới dạng bearer token.',
    },
  },
  not_admin: {
    en: {
      what: 'Only an administrator of this portal may do this.',
      kept: nothingChanged.en,
      mend: 'Ask an administrator, or sign in through HubSpot as one.',
    },
    vi: {
      what: 'Chỉ quản trị viên của cổng này mới được làm việc này.',
      kept: nothingChanged.vi,
      mend: 'Hãy nhờ quản trị viên, hoặc đăng nhập qua HubSpot với quyền quản trị.',
    },
  },
  wrong_scope: {
    en: {
      what: 'This key may not do this.',
      kept: nothingChanged.en,
      mend: 'Use a key with the scope that is needed; an administrator creates it on the settings page.',
    },
    vi: {
      what: 'Khóa này không được phép làm việc này.',
      kept: nothingChanged.vi,
      mend: 'Dùng khóa có phạm vi phù hợp; quản trị viên tạo khóa trên trang cài đặt.',
    },
  },
  too_many_keys: {
    en: {
      what: 'This portal has as many keys as it may have.',
      kept: nothingChanged.en,
      mend: 'Revoke keys that are no longer used.',
    },
    vi: {
      what: 'Cổng này đã có số khóa tối đa.',
      kept: nothingChanged.vi,
      mend: 'Thu hồi những khóa không còn dùng.',
    },
  },
  wrong_name: {
    en: {
      what: 'The name typed is not the portal’s name.',
      kept: nothingChanged.en,
      mend: 'Type the name exactly as it is shown.',
    },
    vi: {
      what: 'Tên đã nhập không phải là tên của cổng.',
      kept: nothingChanged.vi,
      mend: 'Nhập đúng tên như đang hiển thị.',
    },
  },
  crm_away: {
    en: {
      what: 'HubSpot cannot be asked just now.',
      kept: 'The portal stays as it was.',
      mend: 'Try again in a few minutes.',
    },
    vi: {
      what: 'Hiện chưa hỏi được HubSpot.',
      kept: 'Cổng vẫn như trước.',
      mend: 'Thử lại sau vài phút.',
    },
  },
  not_let_in: {
    en: {
      what: 'HubSpot does not take the access token of this portal.',
      kept: 'The portal stays disconnected, with its data.',
      mend: 'Set a valid HUBSPOT_ACCESS_TOKEN with the scopes of manifest.json, and start the service again.',
    },
    vi: {
      what: 'HubSpot không chấp nhận mã truy cập của cổng này.',
      kept: 'Cổng vẫn ngắt kết nối, dữ liệu vẫn còn.',
      mend: 'Đặt HUBSPOT_ACCESS_TOKEN hợp lệ với các quyền trong manifest.json, rồi khởi động lại dịch vụ.',
    },
  },
  crm_refused: {
    en: {
      what: 'HubSpot refused to remove the properties.',
      kept: 'The portal stays connected, with its data.',
      mend: 'Take the properties out of lists and workflows in HubSpot, or disconnect and keep them.',
    },
    vi: {
      what: 'HubSpot từ chối xóa các thuộc tính.',
      kept: 'Cổng vẫn kết nối, dữ liệu vẫn còn.',
      mend: 'Gỡ các thuộc tính khỏi danh sách và quy trình trong HubSpot, hoặc ngắt kết nối và giữ chúng lại.',
    },
  },
  still_working: {
    en: {
      what: 'Work on this portal has not come to an end yet.',
      kept: 'The portal is disconnected; its data are still here.',
      mend: 'Ask for the deletion again in a minute.',
    },
    vi: {
      what: 'Công việc với cổng này chưa kết thúc.',
      kept: 'Cổng đã ngắt kết nối; dữ liệu vẫn còn ở đây.',
      mend: 'Yêu cầu xóa lại sau một phút.',
    },
  },
};
