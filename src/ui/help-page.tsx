// The guide for a first look, in both languages, with the keys.
import { useEffect } from 'react';
import { useLanguage } from './locale.tsx';

const steps = {
  en: [
    'The list shows every account with its class, lifetime value, stage and the roles that are covered or missing.',
    'Open an account: the map shows who decides, how each role is known (stated, observed, inferred, assumed) and how close we are, 0–100.',
    'Open the same account in the sandbox portal and close an open deal as won.',
    'Watch the account page: within 5 seconds the value changes by itself.',
    'Under “Written to HubSpot” stands what was written, when and why. No further write follows.',
  ],
  vi: [
    'Danh sách cho thấy nhóm, giá trị vòng đời, giai đoạn và các vai trò đã đủ hoặc còn thiếu của mọi tài khoản.',
    'Mở một tài khoản: sơ đồ cho biết ai quyết định, vai trò được biết bằng cách nào (đã nêu, quan sát, suy đoán, giả định) và độ thân 0–100.',
    'Mở tài khoản đó trong cổng thử và đóng một giao dịch đang mở là thắng.',
    'Xem trang tài khoản: trong 5 giây giá trị tự thay đổi.',
    'Mục “Đã ghi vào HubSpot” cho biết đã ghi gì, khi nào và vì sao. Sau đó không ghi thêm.',
  ],
};

export function HelpPage({ sandboxUrl }: { sandboxUrl: string | null }) {
  const { t, locale } = useLanguage();
  useEffect(() => {
    document.title = `${t('help')} · Quorum`;
  }, [t]);
  return (
    <>
      <h1>{t('help')}</h1>
      <ol className="text">
        {steps[locale].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {sandboxUrl === null ? null : (
        <p>
          <a href={sandboxUrl} target="_blank" rel="noreferrer">
            {t('openInSandbox')}
          </a>
        </p>
      )}
      <h2>{t('keys')}</h2>
      <dl className="keys">
        <div>
          <dt>/</dt>
          <dd>{t('searchKey')}</dd>
        </div>
        <div>
          <dt>↑ ↓</dt>
          <dd>{t('move')}</dd>
        </div>
        <div>
          <dt>Enter</dt>
          <dd>{t('openKey')}</dd>
        </div>
        <div>
          <dt>?</dt>
          <dd>{t('thisHelp')}</dd>
        </div>
      </dl>
    </>
  );
}
