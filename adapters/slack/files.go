package slack

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/chart"
)

// share shows files in one message, together with what else it says. Nobody
// sees anything of it before the last of the calls.
func (to address) share(ctx context.Context, m rendered) (bot.MessageRef, error) {
	channel, err := to.conversation(ctx)
	if err != nil {
		return "", notSent(err)
	}
	p := slack.CompleteUploadExternalParameters{Channel: channel, ThreadTimestamp: to.thread, Blocks: slack.Blocks{BlockSet: m.blocks}}
	for _, f := range m.files {
		id, err := to.w.upload(ctx, f)
		if err != nil {
			return "", notSent(err)
		}
		p.Files = append(p.Files, slack.FileSummary{ID: id, Title: f.Name})
	}
	began := time.Now()
	done, err := to.w.api.CompleteUploadExternalContext(ctx, p)
	if err == nil && len(done.Files) != len(p.Files) {
		err = fmt.Errorf("%d of %d files were shared", len(done.Files), len(p.Files))
	}
	if err = to.w.classify(err); isUncertain(err) {
		return to.retrieve(ctx, began, shows(p.Files[0].ID), err)
	}
	return "", err
}

// pictures are the charts of a message, for where Slack takes files: not in what
// one person sees in a channel, nor in a message that is edited. One that cannot
// be drawn is missing: its table is there.
func (m rendered) pictures() []bot.File {
	var files []bot.File
	for i, c := range m.charts {
		if picture, err := chart.PNG(c); err == nil {
			files = append(files, bot.File{Name: fmt.Sprintf("chart-%d.png", i+1), Type: "image/png", Content: picture})
		}
	}
	return files
}

// illustrate puts the pictures of a message that was sent into its thread, so
// that the message itself can be found again and edited. It arrived whether or
// not they do.
func (to address) illustrate(ctx context.Context, ref bot.MessageRef, m rendered) error {
	files := m.pictures()
	sent, ok := parts(string(ref), 3)
	if len(files) == 0 || !ok {
		return nil
	}
	if to.thread == "" {
		to.thread = sent[2]
	}
	to.id, to.person = sent[1], false
	_, err := to.share(ctx, rendered{files: files})
	return err
}

// shows tells a message with a file.
func shows(file string) func(slack.Message) bool {
	return func(m slack.Message) bool {
		for _, f := range m.Files {
			if f.ID == file {
				return true
			}
		}
		return false
	}
}

// upload brings a file to Slack, where nobody sees it yet.
func (w *workspace) upload(ctx context.Context, f bot.File) (id string, err error) {
	if f.Name == "" || len(f.Content) == 0 {
		return "", fmt.Errorf("%w: a file without a name or content", bot.ErrRefused)
	}
	u, err := w.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: f.Name, FileSize: len(f.Content)})
	if err != nil {
		return "", w.classify(err)
	}
	err = w.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: u.UploadURL, Filename: f.Name, Reader: bytes.NewReader(f.Content)})
	if err != nil {
		return "", w.classify(err)
	}
	return u.FileID, nil
}
