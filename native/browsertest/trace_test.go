package browsertest

import (
	"context"
	"testing"
)

// traces gives a trace events of two parts whose clocks began at other times and
// whose messages are late, and looks at it as time goes on.
func traces(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	for _, test := range []struct{ name, script, want string }{
		{"order", `
			take("server", 2, 1, "enter accept"); // arrives 0.8 s late, so that its clock is taken for another
			clock = 900;
			take("client", 1, 1, "enter connect");
			clock = 905;
			take("client", 4, 2, "return connect", 1, {local: "127.0.0.1:9", peer: "127.0.0.1:1"});
			take("client", 5, 3, "enter send", 0, {len: 3});
			take("client", 6, 4, "return send", 3, {result: "3"});
			take("client", 7, 5, "enter recv");
			clock = 906;
			take("server", 8, 2, "return accept", 1, {result: "s1.1", local: "127.0.0.1:1", peer: "127.0.0.1:9"});
			take("server", 8.1, 3, "enter recv", 0, {sock: "s1.1"});
			clock = 950;
			take("server", 14, 4, "return recv", 3, {sock: "s1.1", len: 3, result: "3"});
			take("server", 15, 5, "enter send", 0, {sock: "s1.1", len: 2});
			take("client", 17, 6, "return recv", 5, {len: 2, result: "2"});
			return rows();`, "client.connect server.accept client.send server.recv server.send client.recv"},
		{"an answer first", `
			take("server", 1, 1, "enter accept");
			take("client", 90, 1, "enter connect");
			take("server", 60, 2, "return accept", 1, {result: "s1.1", local: "127.0.0.1:1", peer: "127.0.0.1:9"});
			rows();
			take("client", 99, 2, "return connect", 1, {local: "127.0.0.1:9", peer: "127.0.0.1:1"});
			return rows();`, "client.connect server.accept"},
		{"datagrams", `
			take("server", 0, 1, "enter socket", 0, {args: [{name: "type", value: "SOCK_DGRAM"}]});
			take("server", 0, 2, "return socket", 1, {result: "s1"});
			take("server", 0, 3, "enter bind");
			take("server", 0, 4, "return bind", 3, {local: "127.0.0.1:7"});
			take("client", 500, 1, "enter socket", 0, {args: [{name: "type", value: "SOCK_DGRAM"}]});
			take("client", 500, 2, "return socket", 1, {result: "s1"});
			take("client", 600, 3, "enter sendto", 0, {len: 9, args: [{name: "addr", value: "127.0.0.1:7"}]});
			take("server", 2, 5, "enter recvfrom");
			take("server", 3, 6, "return recvfrom", 5, {len: 9, peer: "127.0.0.1:8"});
			take("client", 601, 4, "return sendto", 3, {result: "9", local: "0.0.0.0:8"});
			return rows().replace(/.*(client.sendto)/, "$1");`, "client.sendto server.recvfrom"},
		{"idle", `
			clock = 1;
			take("server", 1, 1, "enter accept");
			const now = () => trace.idle("server", 1000);
			clock = 10; const before = now();
			clock = 290; const still = now();
			clock = 310; const after = now();
			return [before, still, after, trace.idle("server", 1000 + 100)].join();`, "false,false,true,false"},
		{"cut off", `
			const ends = (sock, seq, enter) => take("server", seq, seq, "return recv", enter, {sock, errno: "EBADF", err: "the socket is closed"});
			take("server", 1, 1, "enter recv");
			take("server", 2, 2, "enter recv", 0, {sock: "s2"});
			take("server", 3, 3, "enter close", 0, {sock: "s2"}); // by the program itself
			ends("s2", 4, 2);
			take("client", 5, 5, "enter close"); // another's
			take("server", 6, 6, "enter recv", 0, {sock: "s2"}); // after it
			ends("s2", 7, 6);
			ends("s1", 8, 1);
			take("server", 9, 9, "enter close");
			return trace.order().filter((row) => row.enter.call === "recv").map((row) => row.sock + " " + row.cut).join(", ");`,
			"s2 false, s2 false, s1 true"},
		{"standstill", `
			clock = 1;
			take("server", 1, 1, "enter recv");
			take("client", 1, 1, "enter recv");
			clock = 1900; trace.look(["server", "client"]); const early = rows();
			take("server", 1900, 2, "state stuck");
			clock = 2100; trace.look(["server", "client"]);
			return early + "; " + rows();`, "server.recv client.recv; server.recv client.recv standstill"},
		{"below the calls", `
			const below = (ms, seq, kind, more) => take("client", ms, seq, kind, 0, {clock: "paced", ...more});
			below(1, 1, "enter connect");
			below(2, 2, "packet", {packet: {fate: "sent"}});
			below(3, 3, "packet", {packet: {fate: "delayed"}});
			below(4, 4, "packet", {packet: {fate: "dropped"}});
			below(5, 5, "tcp", {tcp: {state: "SYN-SENT"}});
			return trace.order().map((row) => row.at + " " + row.kind).join(", ") + "; calls: " + trace.calls;`,
			"1 call, 2 packet, 4 packet, 5 tcp; calls: 1"},
		{"standstill of a virtual network", `
			take("server", 1, 1, "enter recv", 0, {clock: "paced"});
			take("client", 1, 1, "enter recv", 0, {clock: "paced"});
			clock = 19000; trace.look(["server", "client"]); const early = rows();
			clock = 21000; trace.look(["server", "client"]);
			return early + "; " + rows();`, "server.recv client.recv; server.recv client.recv standstill"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := p.after(`import("./page/trace.js").then(({ Trace }) => {
				let clock = 800;
				const trace = new Trace(1000, () => 1000 + clock);
				const parts = { server: { run: 1, place: "native" }, client: { run: 2, place: "page" } };
				const take = (host, ms, seq, what, enter = 0, more = {}) => {
					const [kind, call] = what.split(" ");
					trace.add({ kind, call, time: ms * 1e6, seq, enter, host, sock: "s1", timeout: -1, ...more }, parts[host]);
				};
				const rows = () => trace.order().map((row) => row.host ? row.host + "." + row.enter.call : row.kind).join(" ");
				` + test.script + `
			})`)
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// order runs hello with its sides apart, again and again: nothing stands above
// what it waited for.
func order(t *testing.T, browser context.Context, lab *lab) {
	p := open(t, browser, lab.url)
	p.table()
	const found = `(() => {
		const rows = [...document.querySelectorAll(".call")];
		const at = (host, op) => rows.findIndex((row) => row.dataset.host === host && row.dataset.op === op);
		const times = rows.map((row) => Number(row.firstChild.textContent));
		const wrong = [["client.connect", "server.accept"], ["client.send", "server.recv"], ["server.send", "client.recv"]]
			.filter(([first, next]) => at(...first.split(".")) < 0 || at(...first.split(".")) >= at(...next.split(".")));
		if (times.some((time, i) => time < times[i - 1])) wrong.push(times);
		return wrong.join("; ");
	})()`
	for i := range 10 {
		if i%2 == 0 {
			p.set("hello", "native", "page", "127.0.0.1:0")
		} else {
			p.set("hello", "page", "native", "127.0.0.1:0")
		}
		p.click("#go")
		p.ends("ended")
		for _, host := range []string{"client", "server"} {
			p.until(`document.querySelector('.call[data-op="close"][data-host="` + host + `"][data-state="returned"]')`)
		}
		if wrong := p.value(found); wrong != "" {
			t.Errorf("in the wrong order: %s\n%s", wrong, p.value(`document.querySelector("#calls").innerText`))
		}
	}
	p.quiet()
}
