/** A secret that is never shown again. */
export function Shown({ what, secret, done }: { what: string; secret: string; done: () => void }) {
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
