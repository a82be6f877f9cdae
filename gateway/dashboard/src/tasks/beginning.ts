import { useEffect, useRef } from 'react';
import type { PlannedAction, ScheduledTask, Template } from '../gateway/plans';
import { Problem, request } from '../gateway/request';
import type { Computer, Package } from '../gateway/types';
import { draftOf, emptyAction, emptyDraft } from './draft';
import type { Draft } from './draft';

/** What the address begins the form with: a package, a group, a computer, a template, or another task. */
export function useBeginning(query: URLSearchParams, begin: (begun: { draft: Draft; names: Record<string, string> }) => void, refuse: (problem: Problem) => void) {
  const asked = query.toString();
  const latest = useRef({ begin, refuse });
  useEffect(() => {
    latest.current = { begin, refuse };
  });
  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    readBeginning(new URLSearchParams(asked), stop.signal).then(
      (begun) => latest.current.begin(begun),
      (fault: unknown) => !stop.signal.aborted && latest.current.refuse(fault instanceof Problem ? fault : new Problem(0, String(fault))),
    );
    return () => stop.abort();
  }, [asked]);
}

async function readBeginning(query: URLSearchParams, signal: AbortSignal): Promise<{ draft: Draft; names: Record<string, string> }> {
  const [packageId, group, computer, template, like] = ['package', 'group', 'computer', 'template', 'like'].map((name) => query.get(name));
  let draft: Draft = { ...emptyDraft, groups: group ? [group] : [] };
  const names: Record<string, string> = {};
  if (packageId) {
    const found = await request<Package>(`packages/${packageId}`, { signal });
    names[packageId] = found.name;
    draft.actions = [emptyAction(found.kind === 'Files' ? 'DistributeFiles' : 'Install', packageId)];
  }
  if (computer) draft.computers = [{ id: computer, name: (await request<Computer>(`computers/${computer}`, { signal })).name }];
  if (template) {
    const { task } = await request<Template>(`task-templates/${template}`, { signal });
    draft = draftOf(task, task.destinations.groupIds, task.destinations.savedSearchIds ?? []);
  }
  if (like) {
    const task = await request<ScheduledTask>(`tasks/${like}`, { signal });
    const searched = task.savedSearchIds ?? [];
    draft = draftOf({ ...task, ...task.schedule, ...task.running, parameters: task.running.parameters }, task.groupIds, []);
    draft.searches = searched.filter((one) => !draft.groups.includes(one));
  }
  return { draft, names };
}

/** A name that is made of what the task does. */
export function nameOf(actions: PlannedAction[], names: Record<string, string>): string {
  const words = actions.map((action) => (action.packageId ? names[action.packageId] : action.softwareName) ?? action.command ?? '').filter(Boolean);
  const removes = actions.length > 0 && actions.every((action) => action.kind === 'Uninstall');
  return words.length === 0 ? '' : `${removes ? 'Remove ' : ''}${words.join(', ')}`.slice(0, 200);
}
