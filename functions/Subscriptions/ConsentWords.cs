using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What a person who joins agrees to. Other words are another version: what somebody agreed to must be told years later.</summary>
public static class ConsentWords
{
    public const string Version = "2026-11";

    /// <summary>The words, with the campaign's name.</summary>
    public static Localized Of(string campaign) => new(
        $"I want to be told of what moves “{campaign}”, at the address that I give here. That I belong to a cause may say what I believe: it is used for this alone, kept closed, "
        + "passed on to nobody, and erased when I ask. I can stop at any time with one click.",
        $"Je veux être tenu au courant de ce qui fait bouger «\u00a0{campaign}\u00a0», à l'adresse que je donne ici. Mon appartenance à une cause peut dire mes convictions\u00a0: elle ne sert qu'à cela, "
        + "est conservée chiffrée, n'est transmise à personne et est effacée dès que je le demande. Je peux arrêter à tout moment d'un clic.");
}
