// The frame of every page: places, language, whether it follows changes, the sample's notice, and the keys.
import { Activity, Building2, CircleHelp, PencilLine, Settings } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, NavLink, Route, Routes, useNavigate } from 'react-router';
import { AccountPage } from './account-page.tsx';
import { AccountsPage } from './accounts-page.tsx';
import { choosePortal, chosenPortal, forgetPortal, useChanges, usePortals } from './api.ts';
import { HelpPage } from './help-page.tsx';
import { useLanguage } from './locale.tsx';
import { Message } from './marks.tsx';
import { OpsPage } from './ops-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { WriteRunPage } from './write-run-page.tsx';
import { WritesPage } from './writes-page.tsx';

const places = [
  { to: '/', word: 'accounts', Icon: Building2 },
  { to: '/writes', word: 'writesPage', Icon: PencilLine },
  { to: '/ops', word: 'operation', Icon: Activity },
  { to: '/settings', word: 'settings', Icon: Settings },
  { to: '/help', word: 'help', Icon: CircleHelp },
] as const;

export function App() {
  const { t, locale, setLocale } = useLanguage();
  const isLive = useChanges();
  const portals = usePortals().data;
  const portal = portals?.portals.find(({ portalId }) => String(portalId) === chosenPortal()) ?? portals?.portals[0];
  useKeys();
  useEffect(() => {
    const isHidden = portals?.portals.every(({ portalId }) => String(portalId) !== chosenPortal());
    if (isHidden === true && chosenPortal() !== null) forgetPortal();
  }, [portals]);
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <nav className="rail">
        <Link to="/" className="logo" aria-label="Quorum">
          <img src="/icon.svg" alt="" width="32" height="32" />
        </Link>
        {places.map(({ to, word, Icon }) => (
          <NavLink key={to} to={to} end={to === '/'}>
            <Icon size={18} aria-hidden="true" />
            {t(word)}
          </NavLink>
        ))}
      </nav>
      <header className="bar">
        <span className={isLive ? 'live' : 'live off'} role="status">
          {isLive ? t('live') : t('offline')}
        </span>
        {portal === undefined ? null : <PortalName portal={portal} portals={portals?.portals ?? []} />}
        <fieldset className="switch" aria-label={t('language')}>
          {(['en', 'vi'] as const).map((each) => (
            <button type="button" key={each} lang={each} aria-pressed={locale === each} onClick={() => setLocale(each)}>
              {each.toUpperCase()}
            </button>
          ))}
        </fieldset>
      </header>
      <main id="content" tabIndex={-1}>
        {portal?.sample ? <p className="notice">{t('sampleNote')}</p> : null}
        {portal === undefined || portal.state === 'ready' ? null : <PortalState state={portal.state} />}
        <Routes>
          <Route path="/" element={<AccountsPage />} />
          <Route path="/accounts/:accountId" element={<AccountPage isSample={portal?.sample ?? false} />} />
          <Route path="/writes" element={<WritesPage />} />
          <Route path="/writes/:runId" element={<WriteRunPage />} />
          <Route path="/ops" element={<OpsPage />} />
          <Route path="/settings" element={<SettingsPage />} />
          <Route path="/help" element={<HelpPage sandboxUrl={portals?.sandboxUrl ?? null} />} />
          <Route path="*" element={<Message what={t('notFound')} />} />
        </Routes>
      </main>
    </>
  );
}

type Portal = NonNullable<ReturnType<typeof usePortals>['data']>['portals'][number];

/** Said on every page, with the one step that mends it. */
function PortalState({ state }: { state: 'backfilling' | 'disconnected' }) {
  const { t } = useLanguage();
  if (state === 'backfilling') return <p className="notice warn">{t(state)}</p>;
  return (
    <p className="notice bad" role="alert">
      <b>{t('disconnected')}</b> <Link to="/settings">{t('connectAgain')}</Link>
    </p>
  );
}

/** Which portal is looked at; a choice where there are several. */
function PortalName({ portal, portals }: { portal: Portal; portals: Portal[] }) {
  const { t } = useLanguage();
  if (portals.length < 2) return <span className="portal">{portal.name}</span>;
  return (
    <select
      className="portal"
      aria-label={t('portal')}
      value={portal.portalId}
      onChange={(event) => choosePortal(Number(event.target.value))}
    >
      {portals.map(({ portalId, name }) => (
        <option key={portalId} value={portalId}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Letter keys work outside fields only. */
function useKeys() {
  const navigate = useNavigate();
  const [, setPressed] = useState(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') void navigate('/help');
      else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('input[type=search]');
        if (field === null) return;
        event.preventDefault();
        field.focus();
      } else return;
      setPressed((count) => count + 1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
}
