/** A secret that somebody gets this once, and what it is. */
export interface Secret {
  what: string;
  secret: string;
}

/** A secret that is never shown again. */
export function Shown({ what, secret, done }: Secret & { done: () => void }) {
  return (
    <div className="notice shown-once" role="status">
      <strong>{what}</strong>
      <code>{secret}</code>
      <p>It is shown this once. Keep it where only its user can read it.</p>
      <div>
        <button onClick={done}>I have it</button>
      </div>
    </div>
  );
}
