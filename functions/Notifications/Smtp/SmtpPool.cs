using Relais.Http;

namespace Relais.Notifications.Smtp;

/// <summary>The few connections to the mail server that all mail goes over: each kept for the next mail, until there has been none for a while.</summary>
/// <param name="time">Real time, except in tests.</param>
internal sealed class SmtpPool(SmtpSettings settings, TrustedRoots roots, string me, TimeProvider time) : IAsyncDisposable
{
    // Postfix takes 50 from one client, smaller relays ten; eight carry about 200 mails a second to a relay that is 10 ms away.
    private const int MostConnections = 8;

    // Servers hang up after half a minute to five minutes of silence; those that do it sooner are called again.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(20);

    // Those who waited together are refused together: a wrong password tried a hundred times closes an account.
    private static readonly TimeSpan FailureHolds = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim places = new(MostConnections, MostConnections);
    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly List<(SmtpClient Connection, long Since)> idle = [];
    private ITimer? timer;
    private (SmtpFailure Failure, long At)? failed;
    private bool isClosed;

    /// <summary>Hands one mail over; a kept connection that turns out to be closed is opened anew, once.</summary>
    /// <exception cref="SmtpFailure">There is no connection that mail could go over, or it broke.</exception>
    public async Task<SmtpResult> SendAsync(Mailbox to, byte[] message, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            if (Take() is { } kept && await TrySendAsync(kept, to, message, mayBeClosed: true, cancellationToken) is { } sent)
            {
                return sent;
            }

            return (await TrySendAsync(await OpenAsync(cancellationToken), to, message, mayBeClosed: false, cancellationToken))!.Value;
        }
        finally
        {
            places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SmtpClient> left;
        lock (idle)
        {
            isClosed = true;
            timer?.Dispose();
            left = [.. idle.Select(one => one.Connection)];
            idle.Clear();
        }

        await Task.WhenAll(left.Select(connection => connection.DisconnectAsync()));
    }

    /// <summary>Null when the server had closed the connection before it heard of this mail.</summary>
    private async Task<SmtpResult?> TrySendAsync(SmtpClient connection, Mailbox to, byte[] message, bool mayBeClosed, CancellationToken cancellationToken)
    {
        var isWell = false;
        try
        {
            var result = await connection.SendAsync(settings.From, to, message, cancellationToken);
            isWell = result.Reply?.Code != SmtpReply.ClosesNow;
            return isWell || !mayBeClosed || connection.HasBegun ? result : null;
        }
        catch (SmtpFailure failure) when (mayBeClosed && !connection.HasBegun && failure.Fault == SmtpFault.Broken)
        {
            return null;
        }
        finally
        {
            await (isWell ? KeepAsync(connection) : connection.DisposeAsync());
        }
    }

    private async Task<SmtpClient> OpenAsync(CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (failed is { } last && time.GetElapsedTime(last.At) < FailureHolds)
            {
                throw new SmtpFailure(last.Failure.Fault, last.Failure.Reply, last.Failure);
            }

            var connection = new SmtpClient(settings, roots, me);
            try
            {
                await connection.ConnectAsync(cancellationToken);
                await connection.AuthenticateAsync(cancellationToken);
                failed = null;
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (SmtpFailure failure) when (failure.InnerException is not SmtpFailure)
        {
            failed = (failure, time.GetTimestamp());
            throw;
        }
        finally
        {
            opening.Release();
        }
    }

    // The one that was used last is the one least likely to have been closed.
    private SmtpClient? Take()
    {
        lock (idle)
        {
            if (idle.Count == 0)
            {
                return null;
            }

            var (connection, _) = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return connection;
        }
    }

    private async ValueTask KeepAsync(SmtpClient connection)
    {
        lock (idle)
        {
            if (!isClosed)
            {
                idle.Add((connection, time.GetTimestamp()));
                timer ??= time.CreateTimer(_ => Sweep(), null, IdleLimit, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        await connection.DisconnectAsync();
    }

    private void Sweep()
    {
        lock (idle)
        {
            // In the order in which they came back; the oldest stand first.
            var old = idle.TakeWhile(one => time.GetElapsedTime(one.Since) >= IdleLimit).ToArray();
            idle.RemoveRange(0, old.Length);
            foreach (var (connection, _) in old)
            {
                // It ends by itself within two seconds, and what becomes of a goodbye matters to nobody.
                _ = connection.DisconnectAsync();
            }

            timer?.Dispose();
            timer = idle.Count == 0 || isClosed ? null : time.CreateTimer(_ => Sweep(), null, IdleLimit, Timeout.InfiniteTimeSpan);
        }
    }
}
