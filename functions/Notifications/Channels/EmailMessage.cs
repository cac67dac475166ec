using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relais.Notifications.Smtp;

namespace Relais.Notifications.Channels;

/// <summary>One mail as it is written down: headers that thread it, let one click stop it and say that no person wrote it; then text and page (RFC 5322, 2045, 8058).</summary>
/// <param name="host">Ours, as it is called in names of mails and lists.</param>
internal sealed class EmailMessage(SmtpSettings settings, string host)
{
    /// <summary>The same for the same words to the same person, but for the date.</summary>
    public byte[] Write(Notification notification, string recipientId, Mailbox to, Words words, DateTimeOffset now)
    {
        var id = notification.DeliveryId(recipientId);
        var first = (notification with { Version = 1, Text = null }).DeliveryId(recipientId);

        // Neither way of encoding a body can write these two characters one after the other.
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];
        var mail = new StringBuilder();
        Put("Date", now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Put("From", settings.FromName.Length > 0 ? $"{EmailText.Name(settings.FromName)} <{settings.From.Text}>" : settings.From.Text);
        Put("To", to.Text);
        Put("Subject", EmailText.Header(EmailBody.Title(words)));
        Put("Message-ID", NameOf(id));
        if (id != first)
        {
            Put("In-Reply-To", NameOf(first));
            Put("References", NameOf(first));
        }

        Put("List-Id", $"{EmailText.Name(EmailText.OneLine(notification.CampaignName))} <{notification.CampaignId}.{host}>");
        Put("List-Unsubscribe", $"<{words.Stop}>");
        Put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        Put("Auto-Submitted", "auto-generated");
        Put("Content-Language", words.Language);
        Put("MIME-Version", "1.0");
        Put("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        mail.Append("\r\n");
        PutPart("text/plain", EmailBody.PlainText(words));
        PutPart("text/html", EmailBody.Page(words));
        mail.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n");
        return Encoding.UTF8.GetBytes(mail.ToString());

        void Put(string name, string value) => mail.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        void PutPart(string type, string text)
        {
            var (encoding, body) = EmailText.Body(text);
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        }
    }

    private string NameOf(string deliveryId) => $"<{deliveryId}@{host}>";
}
