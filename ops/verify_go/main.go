// Command verify_go checks a served log with Go's own transparency-log packages
// (golang.org/x/mod/sumdb/note and tlog), which share no code with the portal:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run ops/verify_go/main.go \
//	    -url http://localhost:8000/ledger [-key VKEY] [-old checkpoint,checkpoint]
//
// It opens the signed checkpoint, reads tiles (each authenticated against the root by tlog),
// proves the inclusion of every entry, the consistency with every earlier checkpoint given,
// and then makes sure that altered copies of all of these are refused. It prints figures as
// JSON and ends with status 1 at the first disagreement.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

type figures struct {
	Origin      string `json:"origin"`
	Size        int64  `json:"size"`
	Root        string `json:"root"`
	Inclusions  int64  `json:"inclusions"`
	Tampered    int64  `json:"tampered_rejected"`
	Consistency int    `json:"consistency"`
}

// client reads C2SP tiles over HTTP as the tlog package asks for them.
type client struct {
	url   string
	web   *http.Client
	cache map[string][]byte
	// leaves are the hashes of the entries, once these are proven.
	leaves []tlog.Hash
}

func (c *client) get(path string) ([]byte, error) {
	if data, ok := c.cache[path]; ok {
		return data, nil
	}
	answer, err := c.web.Get(c.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	data, err := io.ReadAll(answer.Body)
	if err == nil && strings.HasPrefix(path, "tile/") {
		c.cache[path] = data
	}
	return data, err
}

func (c *client) Height() int { return height }

// ReadTiles maps Go's tile paths (tile/8/0/000) to those of tlog-tiles (tile/0/000).
func (c *client) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := c.get(tilePath(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (c *client) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func tilePath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

func (c *client) entries(bundle int64, count int) ([][]byte, error) {
	path := tlog.Tile{H: height, L: 0, N: bundle, W: count}
	data, err := c.get(strings.Replace(tilePath(path), "tile/0/", "tile/entries/", 1))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("bundle %d is cut off", bundle)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(entries) != count {
		return nil, fmt.Errorf("bundle %d has %d entries, not %d", bundle, len(entries), count)
	}
	return entries, nil
}

// open believes a checkpoint only when its log's key signed it and it names that log.
func open(message []byte, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(signed.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("a checkpoint of another log: %q", lines[0])
	}
	// tlog.ParseTree knows the head of Go's own log only; the lines after it are the same.
	return tlog.ParseTree([]byte("go.sum database tree\n" + lines[1] + "\n" + lines[2] + "\n"))
}

func flipped(data []byte, place int) []byte {
	altered := append([]byte(nil), data...)
	altered[place%len(altered)] ^= 1 << uint(place%8)
	return altered
}

// checkEntry proves one entry, and that it cannot be proven otherwise; returns refusals seen.
func checkEntry(tree tlog.Tree, reader tlog.HashReader, index int64, entry []byte) (int64, error) {
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return 0, err
	}
	leaf := tlog.RecordHash(entry)
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		return 0, fmt.Errorf("entry %d: %v", index, err)
	}
	altered := append(append([]byte(nil), entry...), 'x')
	if len(entry) > 0 {
		altered = flipped(entry, int(index))
	}
	if tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(altered)) == nil {
		return 0, fmt.Errorf("entry %d: an altered copy was accepted", index)
	}
	refused := int64(1)
	if len(proof) > 0 {
		proof[int(index)%len(proof)][int(index)%tlog.HashSize] ^= 1
		if tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf) == nil {
			return 0, fmt.Errorf("entry %d: an altered proof was accepted", index)
		}
		refused++
	}
	return refused, nil
}

func checkEntries(c *client, tree tlog.Tree, reader tlog.HashReader, out *figures) error {
	for first := int64(0); first < tree.N; first += width {
		count := width
		if tree.N-first < width {
			count = int(tree.N - first)
		}
		entries, err := c.entries(first/width, count)
		if err != nil {
			return err
		}
		for place, entry := range entries {
			refused, err := checkEntry(tree, reader, first+int64(place), entry)
			if err != nil {
				return err
			}
			c.leaves = append(c.leaves, tlog.RecordHash(entry))
			out.Inclusions++
			out.Tampered += refused
		}
	}
	return nil
}

func checkGrowth(tree, old tlog.Tree, reader tlog.HashReader) error {
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("the log does not begin with its tree of %d: %v", old.N, err)
	}
	fork := old.Hash
	fork[0] ^= 1
	if tlog.CheckTree(proof, tree.N, tree.Hash, old.N, fork) == nil {
		return fmt.Errorf("a fork at %d was accepted", old.N)
	}
	return nil
}

// checkTampered alters the checkpoint and every tile read so far, byte by byte at spread places.
func checkTampered(c *client, message []byte, verifier note.Verifier, tree tlog.Tree, out *figures) error {
	for place := range message {
		changed, err := open(flipped(message, place), verifier)
		if err == nil && changed != tree {
			return fmt.Errorf("a checkpoint altered at byte %d was accepted: %v", place, changed)
		}
		// The last base64 digit of a signature has bits that mean nothing: flipping one of these
		// is another spelling of the same signed statement.
		if err != nil {
			out.Tampered++
		}
	}
	for path, data := range c.cache {
		if strings.HasPrefix(path, "tile/entries/") {
			continue
		}
		for place := 0; place < len(data); place += 1 + len(data)/16 {
			if !refusesTile(c, path, flipped(data, place), tree) {
				return fmt.Errorf("%s altered at byte %d was accepted", path, place)
			}
			out.Tampered++
		}
	}
	return nil
}

// refusesTile proves entries through one altered tile, those below it first. The proof is checked
// against the root too: the reader of x/mod v0.7 leaves a tile unauthenticated when several
// subtrees of the tree's root share one.
func refusesTile(c *client, path string, altered []byte, tree tlog.Tree) bool {
	copied := &client{url: c.url, web: c.web, cache: map[string][]byte{}}
	for name, data := range c.cache {
		copied.cache[name] = data
	}
	copied.cache[path] = altered
	reader := tlog.TileHashReader(tree, copied)
	start := firstBelow(path)
	for step := int64(0); step < tree.N; step++ {
		index := (start + step) % tree.N
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return true
		}
		if tlog.CheckRecord(proof, tree.N, tree.Hash, index, c.leaves[index]) != nil {
			return true
		}
	}
	return false
}

// firstBelow is the index of the first entry below a tile.
func firstBelow(path string) int64 {
	full := strings.SplitN(strings.TrimPrefix(path, "tile/"), ".p/", 2)[0]
	tile, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", height, full))
	if err != nil {
		return 0
	}
	return tile.N << uint(height*(tile.L+1))
}

func run(url, key, olds string) (*figures, error) {
	c := &client{url: strings.TrimRight(url, "/"), web: &http.Client{Timeout: 30 * time.Second}, cache: map[string][]byte{}}
	if key == "" {
		line, err := c.get("key")
		if err != nil {
			return nil, err
		}
		key = string(bytes.TrimSpace(line))
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	message, err := c.get("checkpoint")
	if err != nil {
		return nil, err
	}
	tree, err := open(message, verifier)
	if err != nil {
		return nil, err
	}
	out := &figures{Origin: verifier.Name(), Size: tree.N, Root: tree.Hash.String()}
	reader := tlog.TileHashReader(tree, c)
	if err := checkEntries(c, tree, reader, out); err != nil {
		return out, err
	}
	for _, name := range strings.FieldsFunc(olds, func(r rune) bool { return r == ',' }) {
		saved, err := os.ReadFile(name)
		if err != nil {
			return out, err
		}
		old, err := open(saved, verifier)
		if err != nil {
			return out, fmt.Errorf("%s: %v", name, err)
		}
		if err := checkGrowth(tree, old, reader); err != nil {
			return out, err
		}
		out.Consistency++
	}
	return out, checkTampered(c, message, verifier, tree, out)
}

func main() {
	url := flag.String("url", "", "address of the log")
	key := flag.String("key", "", "verifier key (else as the log says)")
	olds := flag.String("old", "", "earlier checkpoints, files separated by commas")
	flag.Parse()
	out, err := run(*url, *key, *olds)
	if out != nil {
		json.NewEncoder(os.Stdout).Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAULT", err)
		os.Exit(1)
	}
}
