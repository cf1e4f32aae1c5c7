// A button that asks once more before it does what is not undone by pressing it again.
import { useEffect, useRef, useState } from 'react';
import { useLanguage } from './locale.tsx';

interface ConfirmedButtonProps {
  label: string;
  /** What the second press does, as its name. */
  sure: string;
  act: () => void;
  isPrimary?: boolean;
  isBusy: boolean;
}

/** The keyboard stays where it was: on the question, then back on the button. */
export function ConfirmedButton({ label, sure, act, isPrimary = false, isBusy }: ConfirmedButtonProps) {
  const { t } = useLanguage();
  const [isAsked, setAsked] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsked || wasAsked) place.current?.focus();
  }, [isAsked, wasAsked]);
  const ask = (asked: boolean) => {
    setAsked(asked);
    setWasAsked(!asked);
  };
  if (!isAsked)
    return (
      <button
        type="button"
        ref={place}
        className={isPrimary ? 'button primary' : 'button'}
        disabled={isBusy}
        onClick={() => ask(true)}
      >
        {label}
      </button>
    );
  const close = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') ask(false);
  };
  return (
    <fieldset className="sure" aria-label={label} onKeyDown={close}>
      <button
        type="button"
        ref={place}
        className="button primary"
        onClick={() => {
          ask(false);
          act();
        }}
      >
        {sure}
      </button>
      <button type="button" className="button" onClick={() => ask(false)}>
        {t('cancel')}
      </button>
    </fieldset>
  );
}
