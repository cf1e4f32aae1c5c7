// Errors of the API, in the reader's language: what happened, what was kept, what to do.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import { accessErrors } from './access-errors.ts';
import { writeErrors } from './write-errors.ts';

export type Locale = 'en' | 'vi';
type Texts = Record<Locale, { what: string; kept: string; mend: string }>;

const nothingChanged = { en: 'Nothing was changed.', vi: 'Không có gì bị thay đổi.' };
const texts = {
  ...accessErrors,
  ...writeErrors,
  not_found: {
    en: {
      what: 'There is no such page or record here.',
      kept: nothingChanged.en,
      mend: 'Check the address, or start from the account list.',
    },
    vi: {
      what: 'Không có trang hoặc bản ghi này.',
      kept: nothingChanged.vi,
      mend: 'Kiểm tra lại địa chỉ, hoặc bắt đầu từ danh sách tài khoản.',
    },
  },
  no_portal: {
    en: {
      what: 'No portal is connected yet.',
      kept: nothingChanged.en,
      mend: 'Wait for the first connection, or set HUBSPOT_ACCESS_TOKEN and start again.',
    },
    vi: {
      what: 'Chưa có cổng HubSpot nào được kết nối.',
      kept: nothingChanged.vi,
      mend: 'Chờ kết nối đầu tiên, hoặc đặt HUBSPOT_ACCESS_TOKEN rồi khởi động lại.',
    },
  },
  bad_query: {
    en: {
      what: 'The address asks for something that does not exist.',
      kept: nothingChanged.en,
      mend: 'Clear the filters and choose again.',
    },
    vi: { what: 'Địa chỉ yêu cầu một điều không tồn tại.', kept: nothingChanged.vi, mend: 'Xóa bộ lọc rồi chọn lại.' },
  },
  wrong_host: {
    en: {
      what: 'The service does not answer under this host name.',
      kept: nothingChanged.en,
      mend: 'Use the address printed at the start, or set PUBLIC_URL.',
    },
    vi: {
      what: 'Dịch vụ không trả lời dưới tên máy này.',
      kept: nothingChanged.vi,
      mend: 'Dùng địa chỉ được in khi khởi động, hoặc đặt PUBLIC_URL.',
    },
  },
  foreign: {
    en: {
      what: 'This change was asked for by another site or in another form than JSON.',
      kept: nothingChanged.en,
      mend: 'Make it on Quorum’s own page.',
    },
    vi: {
      what: 'Thay đổi này được yêu cầu từ một trang khác hoặc không ở dạng JSON.',
      kept: nothingChanged.vi,
      mend: 'Hãy thực hiện trên trang của Quorum.',
    },
  },
  not_allowed: {
    en: { what: 'This can only be read.', kept: nothingChanged.en, mend: 'Use GET.' },
    vi: { what: 'Mục này chỉ được đọc.', kept: nothingChanged.vi, mend: 'Hãy dùng GET.' },
  },
  too_many: {
    en: { what: 'Too many calls within a minute.', kept: nothingChanged.en, mend: 'Wait a minute and try again.' },
    vi: { what: 'Quá nhiều lần gọi trong một phút.', kept: nothingChanged.vi, mend: 'Chờ một phút rồi thử lại.' },
  },
  failed: {
    en: {
      what: 'The service could not read its store.',
      kept: 'Everything that was stored is kept.',
      mend: 'Try again in a moment; if it lasts, look at the log.',
    },
    vi: {
      what: 'Dịch vụ không đọc được kho dữ liệu.',
      kept: 'Mọi dữ liệu đã lưu vẫn còn.',
      mend: 'Thử lại sau ít phút; nếu còn lỗi, xem nhật ký.',
    },
  },
} satisfies Record<string, Texts>;
type ErrorCode = keyof typeof texts;

/** Answers with its status and texts; thrown by handlers. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: ErrorCode;
  constructor(status: number, code: ErrorCode) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** `?locale=`, else what the browser prefers, else English. */
export function localeOf(request: Request): Locale {
  const asked = request.query.locale;
  if (asked === 'en' || asked === 'vi') return asked;
  return request.acceptsLanguages('en', 'vi') === 'vi' ? 'vi' : 'en';
}

export function sendError(request: Request, response: Response, { status, code }: Pick<ApiError, 'status' | 'code'>) {
  response
    .status(status)
    .set('cache-control', 'no-store')
    .json({ error: { code, ...texts[code][localeOf(request)] } });
}

export const notFound: RequestHandler = (request, response) =>
  sendError(request, response, { status: 404, code: 'not_found' });

/** The error's name and message only: what was asked for may hold personal data. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof ApiError) return sendError(request, response, error);
    if (error instanceof ZodError || error instanceof URIError || isUnreadableBody(error)) {
      return sendError(request, response, { status: 400, code: 'bad_query' });
    }
    log.error({ err: error, route: request.route?.path }, 'a page or API call failed');
    sendError(request, response, { status: 500, code: 'failed' });
  };
}

/** What express's reader of JSON bodies throws: malformed, too large, in an unknown encoding. */
function isUnreadableBody(error: unknown): boolean {
  return error instanceof Error && 'type' in error && /^(entity|encoding|charset|request)\./.test(String(error.type));
}
