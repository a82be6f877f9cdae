import type { CoursePoint } from '../gateway/reports';

const width = 600;
const height = 120;

/** Bars of results, minute by minute, over the last hour. */
export function Minutes({ points, now }: { points: CoursePoint[]; now: number }) {
  const start = Math.floor(now / 60_000) - 59;
  const at = new Map(points.map((point) => [Math.floor(new Date(point.at).getTime() / 60_000), point]));
  const most = Math.max(1, ...points.map((point) => point.finished));
  const bar = width / 60;
  const total = points.reduce((sum, point) => sum + point.finished, 0);
  const errors = points.reduce((sum, point) => sum + point.errors, 0);
  return (
    <svg className="course" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${total} results in the last hour, ${errors} of them errors; at most ${most} in a minute`}>
      <line x1="0" y1={height - 0.5} x2={width} y2={height - 0.5} className="axis" />
      {Array.from({ length: 60 }, (_, i) => {
        const point = at.get(start + i);
        if (!point) return null;
        const all = (point.finished / most) * (height - 6);
        const bad = (point.errors / most) * (height - 6);
        return (
          <g key={i}>
            <rect x={i * bar + 1} width={bar - 2} y={height - all} height={all - bad} className="fine" />
            <rect x={i * bar + 1} width={bar - 2} y={height - bad} height={bad} className="wrong" />
          </g>
        );
      })}
    </svg>
  );
}

/** How many computers had finished by each moment, and how many of them with errors, as two lines that only climb. */
export function Course({ points, of }: { points: CoursePoint[]; of: number }) {
  const first = new Date(points[0]!.at).getTime();
  const last = new Date(points.at(-1)!.at).getTime();
  const x = (point: CoursePoint) => (last === first ? width : ((new Date(point.at).getTime() - first) / (last - first)) * width);
  const y = (count: number) => height - (count / Math.max(1, of)) * (height - 6);
  const line = (count: (point: CoursePoint) => number) => points.map((point, i) => `${i === 0 ? `M0,${height}L` : 'L'}${x(point).toFixed(1)},${y(count(point)).toFixed(1)}`).join('');
  const end = points.at(-1)!;
  return (
    <svg className="course" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${end.finished} of ${of} computers finished, ${end.errors} of them with errors`}>
      <path d={`${line((point) => point.finished)}L${width},${height}Z`} className="area" />
      <path d={line((point) => point.finished)} className="line" />
      <path d={line((point) => point.errors)} className="line wrong" />
      <line x1="0" y1={height - 0.5} x2={width} y2={height - 0.5} className="axis" />
    </svg>
  );
}
