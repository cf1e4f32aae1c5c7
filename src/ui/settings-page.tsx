// Settings: connected portals, keys for machines, and the audit log, each for those who administer the portal.
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { AuditSettings } from './audit-settings.tsx';
import { KeySettings } from './key-settings.tsx';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { PortalSettings } from './portal-settings.tsx';
import { useSession, useSignOut } from './settings-api.ts';
import { useSettingsWords } from './settings-words.ts';

const tabs = ['portals', 'keys', 'audit'] as const;
type Tab = (typeof tabs)[number];

export function SettingsPage() {
  const { t } = useLanguage();
  const w = useSettingsWords();
  const session = useSession();
  const [search, setSearch] = useSearchParams();
  const tab = tabs.find((each) => each === search.get('tab')) ?? 'portals';
  useEffect(() => {
    document.title = `${w('settings')} · Quorum`;
  });
  const choose = (next: Tab) => setSearch({ tab: next }, { replace: true });
  const { data, error } = session;
  return (
    <>
      <h1>{w('settings')}</h1>
      {data?.kind === 'user' ? <SignedIn who={data.who} /> : null}
      {data === undefined ? (
        error === null ? (
          <Message what={t('loading')} />
        ) : (
          <Failure error={error} retry={() => void session.refetch()} />
        )
      ) : data.kind === 'user' && data.administers.length === 0 ? (
        <Message what={w('adminsOnly')} mend={w('adminsOnlyMend')} />
      ) : (
        <>
          <div className="tabs" role="tablist" aria-label={w('sections')}>
            {tabs.map((each) => (
              <button
                type="button"
                role="tab"
                key={each}
                id={`tab-${each}`}
                aria-selected={tab === each}
                aria-controls="section"
                onClick={() => choose(each)}
              >
                {w(each)}
              </button>
            ))}
          </div>
          <div id="section" role="tabpanel" aria-labelledby={`tab-${tab}`}>
            {tab === 'portals' ? <PortalSettings installs={data.installs} /> : null}
            {tab === 'keys' ? <KeySettings /> : null}
            {tab === 'audit' ? <AuditSettings /> : null}
          </div>
        </>
      )}
    </>
  );
}

function SignedIn({ who }: { who: string }) {
  const w = useSettingsWords();
  const signOut = useSignOut();
  return (
    <p className="second">
      {w('signedInAs')} {who.replace(/^user:/, '')}{' '}
      <button type="button" onClick={() => signOut.mutate()}>
        {w('signOut')}
      </button>
    </p>
  );
}
