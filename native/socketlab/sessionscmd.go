package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/socketlab/socketlab/native/web"
	"github.com/spf13/cobra"
)

func sessionsCommand(c *console) *cobra.Command {
	var end string
	cmd := &cobra.Command{
		Use:   "sessions [URL]",
		Short: "List who uses a lab, or end a session",
		Long: `Lists the sessions of a running 'socketlab lab': each page that is connected, how
many sockets it has, what it has received and sent, and for how long it has been
idle. URL is the address after "Who uses it" that the lab printed, with its #token= if
it has one; or the token is $SOCKETLAB_OPERATOR_TOKEN.

KIND is bridge, over which a page (or a command with --via) makes its own socket
calls, or run, in which the lab plays lessons for a page. So a page has one or two.`,
		Example: `  socketlab sessions
  socketlab sessions 'http://192.168.1.5:8000/#token=…'
  socketlab sessions --end 3`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError(cmd, fmt.Errorf("want one URL at most, got %d: %q", len(args), args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := newOperator(append(args, "http://127.0.0.1:8000/")[0], c.getenv("SOCKETLAB_OPERATOR_TOKEN"))
			if err != nil {
				return err
			}
			if end != "" {
				return o.end(cmd.Context(), end)
			}
			return o.list(cmd.Context(), c.stdout)
		},
	}
	cmd.Flags().StringVar(&end, "end", "", "end the session of this `id`: its page is told, its sockets are closed")
	return cmd
}

// An operator asks a lab for its sessions.
type operator struct {
	base  *url.URL // ends with a slash
	token string
}

func newOperator(address, token string) (*operator, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("URL %q: write the address that the lab printed, as http://127.0.0.1:8000/", address)
	}
	fragment, err := url.ParseQuery(u.Fragment)
	if err != nil {
		return nil, fmt.Errorf("URL %q: after the # is token=…", address)
	}
	o := &operator{base: u, token: cmp.Or(fragment.Get("token"), token)}
	o.base.Fragment, o.base.RawQuery = "", ""
	o.base.Path = strings.TrimRight(o.base.Path, "/") + "/"
	return o, nil
}

// ask makes a request and returns the answer's body, which is at most 16 MiB.
func (o *operator) ask(ctx context.Context, method, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, o.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	if o.token != "" {
		r.Header.Set("Authorization", "Bearer "+o.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%w; is 'socketlab lab' running there?", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 16<<20))
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s: %s", o.base, answer.Status, strings.TrimSpace(string(body)))
	}
	return body, err
}

func (o *operator) end(ctx context.Context, id string) error {
	_, err := o.ask(ctx, http.MethodDelete, "sessions/"+url.PathEscape(id))
	return err
}

func (o *operator) list(ctx context.Context, w io.Writer) error {
	body, err := o.ask(ctx, http.MethodGet, "sessions")
	if err != nil {
		return err
	}
	var all []web.Session
	if err := json.Unmarshal(body, &all); err != nil {
		return fmt.Errorf("%s: the answer is no list of sessions: %w", o.base, err)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tKIND\tFROM\tSINCE\tSOCKETS\tRECEIVED\tSENT\tIDLE")
	for _, s := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%.0f s\n", s.ID, s.Kind, s.Remote,
			s.Since.Local().Format(time.DateTime), s.Sockets, s.Received, s.Sent, s.Idle)
	}
	return t.Flush()
}
