import { Component } from 'react';
import type { ReactNode } from 'react';

/** A page that breaks does not take the navigation with it: what happened is said in its place. */
export class Fenced extends Component<{ children: ReactNode }, { fault: Error | undefined }> {
  override state = { fault: undefined as Error | undefined };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    if (!this.state.fault) return this.props.children;
    return (
      <div className="notice trouble" role="alert">
        <strong>This page broke</strong>
        <p>{this.state.fault.message}</p>
        <button onClick={() => window.location.reload()}>Load it again</button>
      </div>
    );
  }
}
