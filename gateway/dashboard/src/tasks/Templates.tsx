import type { Template } from '../gateway/plans';
import { useListing } from '../gateway/reading';
import { request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { actionWord } from './words';

/** Tasks to make tasks from. */
export function Templates() {
  const templates = useListing<Template>('task-templates');
  const { problem, act } = useDeed(templates.reload);
  return (
    <>
      <Head title="Task templates" under="What a task does, kept for the next time." />
      {problem && <Trouble problem={problem} />}
      <List listing={templates} empty={<Empty title="No templates yet">A task's page keeps it as a template, under What it does.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((template) => (
              <li key={template.id} className="row template">
                <span className="title">{template.name}</span>
                <span className="faint">{template.task.actions.map((action) => actionWord[action.kind].split(' ')[0]).join(', ')}</span>
                <a className="button" href={`#/tasks/new?template=${template.id}`} aria-label={`New task from ${template.name}`}>
                  New task
                </a>
                <Ask label="Remove" title={`Remove the template '${template.name}'?`} look="quiet" act={() => void act(() => request(`task-templates/${template.id}`, { method: 'DELETE' }))}>
                  <p>Tasks that were made from it stay.</p>
                </Ask>
              </li>
            ))}
          </ul>
        )}
      </List>
    </>
  );
}
