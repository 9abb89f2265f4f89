import { useEffect, useRef, useState } from 'preact/hooks';
import { type Completion, completions, wordBefore } from '../format/completions.ts';
import {
  data,
  draft,
  fitDraft,
  fitProblem,
  linear,
  type Problem,
  settings,
} from '../state/analysis.ts';
import { ask, type SessionError } from '../state/session.ts';

/** The formula, with completion of names, and errors under the words that they are about. */
export function FormulaEditor() {
  const area = useRef<HTMLTextAreaElement>(null);
  const [offers, setOffers] = useState<readonly Completion[]>([]);
  const [active, setActive] = useState(-1);
  const [live, setLive] = useState<Problem | undefined>(undefined);
  const text = draft.value;
  const columns = data.value?.names ?? [];
  const fitted = settings.value.formula === text.trim();
  const problem = fitted ? (fitProblem.value ?? live) : live;

  useEffect(() => {
    setLive(undefined);
    if (text.trim() === '' || data.value === undefined) return;
    const timer = setTimeout(() => {
      ask('checkFormula', { text, linear: linear.value }).catch(
        ({ code, message, detail }: SessionError) => {
          if (draft.value === text) setLive({ code, message, ...detail });
        },
      );
    }, 250);
    return () => clearTimeout(timer);
  }, [text, data.value, linear.value]);

  const suggest = () => {
    const element = area.current;
    if (element === null) return;
    const { word } = wordBefore(element.value, element.selectionStart);
    const found = completions(word, columns);
    const done = found.length === 1 && found[0].text === word;
    setOffers(done ? [] : found);
    setActive(-1);
  };

  const accept = ({ text: whole }: Completion) => {
    const element = area.current;
    if (element === null) return;
    const { start } = wordBefore(element.value, element.selectionStart);
    element.setRangeText(whole, start, element.selectionStart, 'end');
    draft.value = element.value;
    setOffers([]);
    element.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const open = offers.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step !== undefined) {
      event.preventDefault();
      const from = active < 0 && step < 0 ? 0 : active;
      setActive((from + step + offers.length) % offers.length);
    } else if (open && event.key === 'Escape') {
      event.preventDefault();
      setOffers([]);
    } else if (open && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      accept(offers[Math.max(0, active)]);
    } else if (open && active >= 0 && event.key === 'Enter') {
      event.preventDefault();
      accept(offers[active]);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      setOffers([]);
      void fitDraft();
    }
  };

  return (
    <div class="formula">
      <label for="formula">Formula or level equations</label>
      <div class="editor">
        <Marked text={text} problem={problem} />
        <textarea
          id="formula"
          ref={area}
          aria-controls="formula-offers"
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `offer-${active}` : undefined}
          aria-describedby="formula-problem formula-keys"
          aria-invalid={problem !== undefined}
          autocomplete="off"
          autocorrect="off"
          autocapitalize="off"
          spellcheck={false}
          rows={Math.max(2, text.split('\n').length)}
          value={text}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            suggest();
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOffers([])}
        />
        <div id="formula-offers" role="listbox" aria-label="Names" hidden={offers.length === 0}>
          {offers.map((offer, i) => (
            <div
              key={offer.name}
              id={`offer-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              onPointerDown={(event) => {
                // The focus stays in the editor.
                event.preventDefault();
                accept(offer);
              }}
            >
              <span>{offer.name}</span> <small>{offer.kind}</small>
            </div>
          ))}
        </div>
      </div>
      <div class="below">
        <p id="formula-problem" class="problem" role="status">
          {problem?.message}
        </p>
        <p id="formula-keys" class={problem === undefined ? 'hint' : 'unseen'}>
          Enter fits, Shift+Enter begins a line, Tab completes a name.
        </p>
      </div>
    </div>
  );
}

/** The same text behind the editor, with a wavy line under the word that is wrong. */
function Marked({
  text,
  problem,
}: {
  readonly text: string;
  readonly problem: Problem | undefined;
}) {
  const span = problem?.span;
  // A mark at the very end needs something to stand under.
  const shown = `${text} `;
  return (
    <div class="marked" aria-hidden="true">
      {span === undefined ? (
        shown
      ) : (
        <>
          {shown.slice(0, span.start)}
          <mark>{shown.slice(span.start, Math.max(span.end, span.start + 1))}</mark>
          {shown.slice(Math.max(span.end, span.start + 1))}
        </>
      )}
    </div>
  );
}
