// What the API says where an order about writes cannot be followed.

const nothingChanged = { en: 'Nothing was changed.', vi: 'Không có gì bị thay đổi.' };

export const writeErrors = {
  preview_first: {
    en: {
      what: 'Nothing was ever written into this portal, and nobody has looked at what would be.',
      kept: nothingChanged.en,
      mend: 'Make a preview first, look at it, then release the writes.',
    },
    vi: {
      what: 'Chưa có gì được ghi vào cổng này và chưa ai xem trước những gì sẽ được ghi.',
      kept: nothingChanged.vi,
      mend: 'Hãy tạo bản xem trước, kiểm tra, rồi mới cho phép ghi.',
    },
  },
  run_over: {
    en: {
      what: 'This run is no longer in a state in which that can be done.',
      kept: nothingChanged.en,
      mend: 'Look at the list of runs; somebody may have been faster.',
    },
    vi: {
      what: 'Lượt ghi này không còn ở trạng thái cho phép thao tác đó.',
      kept: nothingChanged.vi,
      mend: 'Hãy xem danh sách lượt ghi; có thể người khác đã thao tác trước.',
    },
  },
};
